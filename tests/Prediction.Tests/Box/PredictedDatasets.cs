using System.Text.Json;
using Onebox.Api.Datasets;
using Onebox.Api.Prediction;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Prediction.Tests.Box;

/// <summary>Datasets on a box, and predictions over them as the public client sees them.</summary>
internal static class PredictedDatasets
{
    /// <param name="rows">Each as JSON.</param>
    public static async Task ImportAsync(this RealBox box, string name, IEnumerable<string> rows)
    {
        var file = Path.Combine(box.Folder, $"{name}.jsonl");
        await File.WriteAllLinesAsync(file, rows);
        await box.DoneAsync((await box.Client.Datasets.ImportAsync(new ImportDatasetRequest(name, file))).TaskId);
    }

    public static string Asked(string question, string? answer = null) => JsonSerializer.Serialize(new
    {
        messages = answer is null ? (object)new[] { new { role = "user", content = question } } : new[] { new { role = "user", content = question }, new { role = "assistant", content = answer } },
    });

    public static async Task<PredictionInfo> PredictAsync(this RealBox box, PredictRequest request)
    {
        var accepted = await box.Client.Predictions.StartAsync(request);
        await box.DoneAsync(accepted.TaskId);
        return await box.Client.Predictions.GetAsync(accepted.ResourceId!);
    }

    public static async Task<IReadOnlyList<JsonElement>> RowsAsync(this RealBox box, PredictionInfo prediction)
    {
        await using var content = await box.Client.Predictions.ContentAsync(prediction.FileId!);
        using var reader = new StreamReader(content);
        return [.. (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.Clone())];
    }

    /// <summary>The rows that are answered for good, also while the host writes or is killed.</summary>
    public static int Journalled(this RealBox box, string predictionId)
    {
        var journal = Path.Combine(box.Folder, "predictions", $"{predictionId}.rows");
        if (!File.Exists(journal)) return 0;
        using var stream = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Count(c => c == '\n');
    }

    public static async Task DoneAsync(this RealBox box, string taskId)
    {
        var task = await box.Client.Tasks.WaitAsync(taskId);
        Assert.True(task.State == TaskState.Succeeded, $"{task.Failure?.Code}: {task.Failure?.Cause}");
    }
}
