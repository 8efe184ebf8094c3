using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Api.Datasets;
using Onebox.Api.Evaluation;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Api.Training;
using Onebox.Evaluation.Tests.Box;
using Onebox.Testing;

namespace Onebox.Evaluation.Tests.Gates;

/// <summary>
/// A box on which <c>learned</c> was trained from <c>stories</c> on the dataset <c>faq</c>, in earnest, by two steps. The stories model there is under a licence of our own
/// making, which nobody knows; <c>free</c> is the same model as it is published.
/// </summary>
public sealed class TrainedCandidate : IAsyncLifetime
{
    public RealBox Box { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (EvaluatedBox.Stories is null) return;
        Box = await RealBox.StartAsync();
        var ours = Path.Combine(Box.Folder, "ours.gguf");
        await File.WriteAllBytesAsync(ours, Relicensed(await File.ReadAllBytesAsync(EvaluatedBox.Stories)));
        await DoneAsync((await Box.Client.Models.ImportAsync(new ImportModelRequest("stories", ours))).TaskId);
        await DoneAsync((await Box.Client.Models.ImportAsync(new ImportModelRequest("free", EvaluatedBox.Stories))).TaskId);
        var rows = Path.Combine(Box.Folder, "faq.jsonl");
        await File.WriteAllLinesAsync(rows, Enumerable.Range(0, 24).Select(i => JsonSerializer.Serialize(new { text = $"Once upon a time there was a cat named Tom number {i}. Tom liked the sun." })));
        await DoneAsync((await Box.Client.Datasets.ImportAsync(new ImportDatasetRequest("faq", rows))).TaskId);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["steps"] = "2", ["sequenceLength"] = "64", ["batchTokens"] = "256", ["threads"] = "1", ["precision"] = "f32" };
        await DoneAsync((await Box.Client.Training.StartAsync(new StartTrainingRequest("learned", "stories", ["faq"], "lora", settings))).TaskId);
    }

    public ValueTask DisposeAsync() => Box?.DisposeAsync() ?? ValueTask.CompletedTask;

    public async Task<string> FolderAsync(string model) => Path.Combine(Box.Folder, "models", (await Box.Client.Models.GetAsync(model)).Id);

    /// <summary>Promotes by a gate with this condition alone, and gives its verdicts.</summary>
    public async Task<(PromotionInfo Promotion, TaskInfo Task)> PromoteAsync(string candidate, string condition)
    {
        var accepted = await Box.Client.Evaluations.PromoteAsync(new PromoteRequest(candidate, "assistant", $"conditions: [{{{condition}: true}}]\n"));
        var task = await Box.Client.Tasks.WaitAsync(accepted.TaskId);
        return (await Box.Client.Evaluations.GetPromotionAsync(accepted.ResourceId!), task);
    }

    /// <summary>Writes the file as it is after <paramref name="change"/>, and back.</summary>
    public static async Task<IAsyncDisposable> ChangedAsync(string file, Func<byte[], byte[]> change)
    {
        var before = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, change([.. before]));
        return new Restored(file, before);
    }

    /// <summary>The lineage beside a model, changed and back.</summary>
    public async Task<IAsyncDisposable> LineageAsync(string model, Action<JsonObject> change) => await ChangedAsync(Path.Combine(await FolderAsync(model), "lineage.json"), bytes =>
    {
        var lineage = JsonNode.Parse(bytes)!.AsObject();
        change(lineage);
        return JsonSerializer.SerializeToUtf8Bytes(lineage);
    });

    public async Task DoneAsync(string taskId)
    {
        var task = await Box.Client.Tasks.WaitAsync(taskId);
        Assert.True(task.State == TaskState.Succeeded, $"{task.Failure?.Code}: {task.Failure?.Cause} {task.Failure?.Remedy}");
    }

    /// <summary>The value of <c>general.license</c>, after its type and length, in the GGUF's metadata.</summary>
    private static byte[] Relicensed(byte[] gguf)
    {
        var at = gguf.AsSpan().IndexOf("general.license"u8) + "general.license"u8.Length + sizeof(uint) + sizeof(ulong);
        Assert.Equal("mit"u8, gguf.AsSpan(at, 3));
        "our"u8.CopyTo(gguf.AsSpan(at));
        return gguf;
    }

    private sealed class Restored(string file, byte[] before) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await File.WriteAllBytesAsync(file, before);
    }
}
