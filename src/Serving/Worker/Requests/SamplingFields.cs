using System.Globalization;
using System.Text.Json;
using Onebox.Llama;
using Onebox.Serving.Worker.Loading;

namespace Onebox.Serving.Worker.Requests;

/// <summary>How tokens are drawn: OpenAI's fields, and those that vLLM and llama-server add to them, under their names.</summary>
internal static class SamplingFields
{
    private const float MostPenalty = 2, MostBias = 100;
    private const int MostBiases = 1024, MostBreakers = 32;

    // OpenAI takes 0 for "only the likeliest"; the engine wants a part of the probability.
    private const float LeastTopP = 1e-6f;

    /// <param name="suggested">What holds where the request says nothing.</param>
    public static SamplingOptions Read(Fields fields, int vocabularySize, SuggestedSampling suggested)
    {
        var plain = SamplingOptions.Greedy;
        return new SamplingOptions
        {
            Temperature = fields.Number("temperature", 0, 10) ?? suggested.Temperature ?? 1,
            TopK = Math.Max(fields.Integer("top_k", -1, int.MaxValue) ?? suggested.TopK ?? 0, 0),
            TopP = Math.Max(fields.Number("top_p", 0, 1) ?? suggested.TopP ?? 1, LeastTopP),
            MinP = fields.Number("min_p", 0, 1) ?? suggested.MinP ?? 0,
            TypicalP = Math.Max(fields.Number("typical_p", 0, 1) ?? 1, LeastTopP),
            RepetitionPenalty = fields.Number("repetition_penalty", 0.01f, 10) ?? fields.Number("repeat_penalty", 0.01f, 10) ?? suggested.RepetitionPenalty ?? 1,
            PenaltyWindow = fields.Integer("repeat_last_n", -1, int.MaxValue) ?? plain.PenaltyWindow,
            PresencePenalty = fields.Number("presence_penalty", -MostPenalty, MostPenalty) ?? 0,
            FrequencyPenalty = fields.Number("frequency_penalty", -MostPenalty, MostPenalty) ?? 0,
            Dry = Dry(fields),
            LogitBias = LogitBias(fields, vocabularySize),
            Seed = fields.Long("seed") is { } seed ? unchecked((ulong)seed) : null,
        };
    }

    private static DryOptions? Dry(Fields fields)
    {
        var multiplier = fields.Number("dry_multiplier", 0, 100) ?? 0;
        var defaults = new DryOptions();
        var dry = new DryOptions
        {
            Multiplier = multiplier,
            Base = fields.Number("dry_base", 1, 100) ?? defaults.Base,
            AllowedLength = fields.Integer("dry_allowed_length", 1, int.MaxValue) ?? defaults.AllowedLength,
            Window = fields.Integer("dry_penalty_last_n", -1, int.MaxValue) ?? defaults.Window,
            Breakers = StopFields.Texts(fields, "dry_sequence_breakers", MostBreakers) ?? defaults.Breakers,
        };
        return multiplier > 0 ? dry : null;
    }

    private static Dictionary<int, float>? LogitBias(Fields fields, int vocabularySize)
    {
        if (fields.Object("logit_bias") is not { } biases) return null;
        var read = new Dictionary<int, float>();
        foreach (var bias in biases.Json.EnumerateObject())
        {
            if (!int.TryParse(bias.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var token) || token >= vocabularySize)
                throw fields.Wrong("logit_bias", $"names '{bias.Name}', which is not the number of a token of this model (0 to {vocabularySize - 1}).");
            if (bias.Value.ValueKind != JsonValueKind.Number || Math.Abs(bias.Value.GetDouble()) > MostBias)
                throw biases.Wrong(bias.Name, "must be a number from -100 to 100.");
            read[token] = (float)bias.Value.GetDouble();
            if (read.Count > MostBiases) throw fields.Wrong("logit_bias", $"may name at most {MostBiases} tokens.");
        }

        return read.Count == 0 ? null : read;
    }
}
