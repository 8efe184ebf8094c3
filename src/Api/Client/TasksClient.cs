using System.Runtime.CompilerServices;
using System.Text.Json;
using Onebox.Api.Tasks;

namespace Onebox.Api.Client;

public sealed class TasksClient(BoxConnection connection)
{
    /// <summary>Newest first.</summary>
    /// <param name="active">True: only those that have not ended.</param>
    public Task<Page<TaskInfo>> ListAsync(bool active = false, string? kind = null, string? resource = null, string? after = null, int limit = 50, CancellationToken cancellation = default) =>
        connection.GetAsync(
            $"api/tasks?active={(active ? "true" : "false")}&limit={limit}{Query.Of("kind", kind)}{Query.Of("resource", resource)}{Query.Of("after", after)}",
            ApiJson.Default.PageTaskInfo,
            cancellation);

    public Task<TaskInfo> GetAsync(string id, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/tasks/{Uri.EscapeDataString(id)}", ApiJson.Default.TaskInfo, cancellation);

    public Task<TaskInfo> CancelAsync(string id, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"api/tasks/{Uri.EscapeDataString(id)}/cancel", ApiJson.Default.TaskInfo, cancellation);

    public Task<Page<TaskLogLine>> LogAsync(string id, long after = 0, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/tasks/{Uri.EscapeDataString(id)}/log?after={after}", ApiJson.Default.PageTaskLogLine, cancellation);

    /// <summary>Every change of the task from now on, its present state first; ends when it has ended.</summary>
    public IAsyncEnumerable<TaskInfo> WatchAsync(string id, CancellationToken cancellation = default) =>
        WatchPathAsync($"api/tasks/{Uri.EscapeDataString(id)}/events", cancellation);

    /// <summary>Every change of every task, those under way first; does not end.</summary>
    public IAsyncEnumerable<TaskInfo> WatchAllAsync(CancellationToken cancellation = default) => WatchPathAsync("api/tasks/events", cancellation);

    /// <summary>Waits until the task has ended and returns it, whatever became of it.</summary>
    public async Task<TaskInfo> WaitAsync(string id, Action<TaskInfo>? onChange = null, CancellationToken cancellation = default)
    {
        await foreach (var task in WatchAsync(id, cancellation))
        {
            onChange?.Invoke(task);
            if (task.HasEnded) return task;
        }

        return await GetAsync(id, cancellation);
    }

    private async IAsyncEnumerable<TaskInfo> WatchPathAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        await foreach (var data in connection.EventsAsync(request, cancellation))
        {
            if (JsonSerializer.Deserialize(data, ApiJson.Default.TaskInfo) is { } task) yield return task;
        }
    }
}
