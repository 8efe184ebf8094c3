using System.Text.Json;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Asking;

/// <summary>The choices of an answer to one request with several prompts, in the prompts' order.</summary>
internal static class ReadChoices
{
    /// <returns>For each prompt its likelihood from <paramref name="from"/> on; null where its choice does not tell.</returns>
    /// <exception cref="AskException">The answer has no choice for a prompt.</exception>
    public static IReadOnlyList<Likelihood?> All(JsonElement answer, LikelihoodWay way, IReadOnlyList<string?> prompts, int from)
    {
        if (!answer.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array) throw new AskException("The answer has no choices.");
        var read = new Likelihood?[prompts.Count];
        var seen = new bool[prompts.Count];
        var generated = way.MaxTokens == 0 ? 0 : Generated(answer, prompts.Count);
        foreach (var choice in choices.EnumerateArray())
        {
            var index = choice.TryGetProperty("index", out var at) && at.TryGetInt32(out var number) ? number : 0;
            if (index < 0 || index >= prompts.Count) continue;
            seen[index] = true;
            read[index] = PromptLogprobs.Read(choice, way, prompts[index], from, generated);
        }

        return seen.All(s => s) ? read : throw new AskException("The answer lacks a choice.");
    }

    // Of each prompt: the engine counts them all together.
    private static int Generated(JsonElement answer, int prompts) =>
        answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object && usage.TryGetProperty("completion_tokens", out var tokens) && tokens.TryGetInt32(out var all) ? (int)Math.Round((double)all / prompts) : 1;
}
