using System.Text;
using Onebox.Api.Prediction;
using Onebox.Datasets;

namespace Onebox.Prediction.Predictions;

/// <summary>How long an answer of a prediction may be: a model that never ends would else fill its context for every row.</summary>
/// <param name="Reason">As a sentence, for people.</param>
internal sealed record AnswerLimit(int Tokens, string Reason)
{
    // A token of today's vocabularies has three to four bytes of text, so half a token a byte leaves an answer about twice the length of the longest that is expected.
    private const int BytesPerToken = 2, Fewest = 32, Step = 16;

    /// <summary>What the request says; else by the longest answer that the dataset expects of the asked rows; else the setting.</summary>
    public static async Task<AnswerLimit> OfAsync(PredictRequest request, DatasetVersion version, PredictionOptions options, CancellationToken cancellation)
    {
        if (request.MaxTokens is { } asked) return new AnswerLimit(asked, "as asked for");
        var (longest, expected, number) = (0, 0L, 0L);
        await foreach (var row in DatasetRows.ReadAsync(version.RowsPath, request.Split, cancellation))
        {
            if (request.Limit is { } limit && number++ >= limit) break;
            if (PredictionRows.ExpectedOf(row) is not { } answer) continue;
            longest = Math.Max(longest, Encoding.UTF8.GetByteCount(answer));
            expected++;
        }

        if (expected == 0) return new AnswerLimit(options.AnswerTokens, $"the dataset {version.Name} does not say what is expected, so it is the box's own {options.AnswerTokens}");
        var tokens = Math.Clamp((longest + (BytesPerToken * Step) - 1) / (BytesPerToken * Step) * Step, Fewest, Math.Max(Fewest, options.MostAnswerTokens));
        return new AnswerLimit(tokens, $"about twice the longest of the {expected} expected answers, which has {longest} bytes");
    }
}
