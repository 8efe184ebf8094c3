using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Onebox.Api.Tasks;
using Onebox.Api.Training;

namespace Onebox.Api.Client;

public sealed class TrainingClient(BoxConnection connection)
{
    /// <summary>Newest first.</summary>
    public Task<Page<TrainingRunInfo>> ListAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/training/runs", ApiJson.Default.PageTrainingRunInfo, cancellation);

    public Task<TrainingRunInfo> GetAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.GetAsync(PathOf(nameOrId), ApiJson.Default.TrainingRunInfo, cancellation);

    /// <summary>Fills in what was left out, prices it, and collects every error; starts nothing.</summary>
    public Task<TrainingPlanInfo> PlanAsync(StartTrainingRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/training/plan", request, ApiJson.Default.StartTrainingRequest, ApiJson.Default.TrainingPlanInfo, cancellation);

    public Task<TaskAccepted> StartAsync(StartTrainingRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/training/runs", request, ApiJson.Default.StartTrainingRequest, ApiJson.Default.TaskAccepted, cancellation);

    /// <param name="after">Only what came after this step.</param>
    public Task<TrainingHistory> HistoryAsync(string nameOrId, long after = 0, CancellationToken cancellation = default) =>
        connection.GetAsync($"{PathOf(nameOrId)}/history?after={after.ToString(CultureInfo.InvariantCulture)}", ApiJson.Default.TrainingHistory, cancellation);

    /// <summary>Writes a checkpoint and gives devices back; the run waits to be resumed.</summary>
    public Task<TrainingRunInfo> PauseAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"{PathOf(nameOrId)}/pause", ApiJson.Default.TrainingRunInfo, cancellation);

    /// <summary>Goes on from the latest checkpoint, also after a failure.</summary>
    public Task<TrainingRunInfo> ResumeAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"{PathOf(nameOrId)}/resume", ApiJson.Default.TrainingRunInfo, cancellation);

    public Task<TrainingRunInfo> CancelAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"{PathOf(nameOrId)}/cancel", ApiJson.Default.TrainingRunInfo, cancellation);

    /// <summary>Moves the schedule's end.</summary>
    public Task<TrainingRunInfo> SetScheduleAsync(string nameOrId, SetScheduleRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Put, $"{PathOf(nameOrId)}/schedule", request, ApiJson.Default.SetScheduleRequest, ApiJson.Default.TrainingRunInfo, cancellation);

    /// <summary>Removes an ended run with its checkpoints and adapter; the model that it made stays.</summary>
    public Task DeleteAsync(string nameOrId, CancellationToken cancellation = default) => connection.SendAsync(HttpMethod.Delete, PathOf(nameOrId), cancellation);

    /// <summary>The run now, then about once a second while it changes, until it has ended.</summary>
    public async IAsyncEnumerable<TrainingRunInfo> WatchAsync(string nameOrId, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{PathOf(nameOrId)}/events");
        await foreach (var data in connection.EventsAsync(request, cancellation))
        {
            if (JsonSerializer.Deserialize(data, ApiJson.Default.TrainingRunInfo) is { } run) yield return run;
        }
    }

    public Task<TaskAccepted> ExportAsync(string model, ExportModelRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"api/models/{Uri.EscapeDataString(model)}/export", request, ApiJson.Default.ExportModelRequest, ApiJson.Default.TaskAccepted, cancellation);

    /// <summary>What the export that ran as this task has written.</summary>
    public Task<ExportInfo> GetExportAsync(string taskId, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/models/exports/{Uri.EscapeDataString(taskId)}", ApiJson.Default.ExportInfo, cancellation);

    private static string PathOf(string nameOrId) => $"api/training/runs/{Uri.EscapeDataString(nameOrId)}";
}
