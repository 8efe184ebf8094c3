using System.Globalization;
using Onebox.Llama;
using Onebox.Serving.Contract;

namespace Onebox.Serving.Worker.Requests;

/// <summary>What every generating endpoint reads alike.</summary>
/// <param name="Choices">Answers to each prompt.</param>
/// <param name="Logprobs">Likeliest tokens to report beside each; null for none.</param>
/// <param name="NoteUsage">The client reads the usage from the last event: then the others say that theirs is null.</param>
internal sealed record GenerationFields(
    SamplingOptions Sampling, int MaxTokens, int Choices, int? Logprobs, IReadOnlyList<string> Stops, AdapterSet Adapters, string FairnessKey,
    bool Background, bool IgnoreEndOfText, bool Stream, bool NoteUsage)
{
    public const int MostChoices = 8;

    /// <param name="leastTokens">0 where an answer may be empty.</param>
    /// <param name="maxTokens">Names of the limit, the better one first.</param>
    public static GenerationFields Read(Fields fields, WorkerCall call, int leastTokens, params ReadOnlySpan<string> maxTokens)
    {
        // Accepted and of no effect: the prefix cache never changes an answer.
        _ = fields.Flag("cache_prompt");
        return new GenerationFields(
            SamplingFields.Read(fields, call.Model.Weights.Vocabulary.Size, call.Model.Suggested),
            Limit(fields, leastTokens, maxTokens),
            fields.Integer("n", 1, MostChoices) ?? 1,
            Logprobs: null,
            StopFields.Read(fields),
            AdapterChoice.Read(fields, call),
            call.Http.Request.Headers[WorkerHeaders.Fairness] is [{ } key] ? key : "",
            call.Http.Request.Headers.ContainsKey(WorkerHeaders.Background),
            fields.Flag("ignore_eos") ?? false,
            fields.Flag("stream") ?? false,
            fields.Object("stream_options")?.Flag("include_usage") ?? false);
    }

    /// <summary>The engine's request for one choice. Choices of one seed differ: each has the seed after the one before.</summary>
    public GenerationRequest ToRequest(int[] prompt, int choice, bool contextShift) => new()
    {
        Tokens = prompt,
        MaxTokens = MaxTokens,
        Sampling = choice > 0 && Sampling.Seed is { } seed ? Sampling with { Seed = unchecked(seed + (ulong)choice) } : Sampling,
        Stops = Stops,
        Adapters = Adapters,
        Logprobs = Logprobs,
        FairnessKey = FairnessKey,
        Background = Background,
        AllowContextShift = contextShift,
        IgnoreEndOfText = IgnoreEndOfText,
    };

    private static int Limit(Fields fields, int least, ReadOnlySpan<string> names)
    {
        int? limit = null;
        foreach (var name in names)
        {
            var given = fields.Long(name);
            if (given is not -1 && (given < least || given > int.MaxValue)) throw fields.Wrong(name, string.Create(CultureInfo.InvariantCulture, $"must be from {least} to {int.MaxValue}, or -1 for as many as fit."));
            limit ??= (int?)given;
        }

        // -1 is how clients of local engines say "as many as fit".
        return limit is null or -1 ? int.MaxValue : limit.Value;
    }
}
