using System.Globalization;

namespace Onebox.Serving.Worker.Loading;

/// <summary>
/// How a model's makers suggest to draw its tokens: what its file says under llama.cpp's <c>general.sampling.*</c> keys, for requests that do not say. A value that makes no sense is passed over.
/// </summary>
internal sealed record SuggestedSampling(float? Temperature = null, int? TopK = null, float? TopP = null, float? MinP = null, float? RepetitionPenalty = null)
{
    private const string Keys = "general.sampling.";

    /// <param name="metadata">The file's keys and their values as text.</param>
    public static SuggestedSampling Of(IReadOnlyDictionary<string, string> metadata)
    {
        return new SuggestedSampling(
            Number("temp", 0, 10),
            Number("top_k", -1, int.MaxValue) is { } topK ? Math.Max((int)topK, 0) : null,
            Number("top_p", 0, 1),
            Number("min_p", 0, 1),
            Number("penalty_repeat", 0.01f, 10));

        float? Number(string key, float least, float most) =>
            metadata.TryGetValue(Keys + key, out var text) && float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value : null;
    }
}
