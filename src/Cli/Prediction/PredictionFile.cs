using Onebox.Api;
using Onebox.Api.Prediction;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Prediction;

/// <summary>Brings the answers of a prediction that has ended into a file, and says what they are worth.</summary>
internal static class PredictionFile
{
    /// <exception cref="UsageException">It has not ended, or failed.</exception>
    public static async Task FetchAsync(Invocation run, string id, string file, bool replace, CancellationToken cancellation)
    {
        var prediction = await run.Box.Predictions.GetAsync(id, cancellation);
        if (prediction.FileId is not { } fileId) throw new UsageException($"The prediction {id} has no answers yet: its task {prediction.TaskId} is {prediction.State.ToString().ToLowerInvariant()}. See 'onebox tasks show {prediction.TaskId}'.");
        // Beside the file first, so that a broken connection leaves no half of it.
        var temp = $"{file}.{Path.GetRandomFileName()}";
        await using (var content = await run.Box.Predictions.ContentAsync(fileId, cancellation))
        await using (var stream = File.Create(temp))
        {
            await content.CopyToAsync(stream, cancellation);
        }

        try
        {
            File.Move(temp, file, replace);
        }
        catch (IOException) when (!replace && File.Exists(file))
        {
            File.Delete(temp);
            throw new UsageException($"There is a file {file} by now: 'onebox predictions fetch {id} --out FILE' writes the answers into another.");
        }

        run.Print.Result(prediction, ApiJson.Default.PredictionInfo, p => Console.Out.WriteLine($"{Sentence(p)}: {file}"));
    }

    private static string Sentence(PredictionInfo prediction)
    {
        var failed = prediction.Failed > 0 ? $", {prediction.Failed} with an error beside the row" : "";
        var cut = prediction.Cut > 0 ? $", {prediction.Cut} cut after {prediction.MaxTokens} tokens or a full context (--max-tokens sets another limit; it was {prediction.MaxTokensReason})" : "";
        return $"{prediction.Completed} of {prediction.Rows} rows answered{failed}{cut}";
    }
}
