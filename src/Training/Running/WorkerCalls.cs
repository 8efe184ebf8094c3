using System.Net.Http.Json;
using Onebox.Pool;
using Onebox.Training.Contract;

namespace Onebox.Training.Running;

/// <summary>What the host asks of a worker.</summary>
internal static class WorkerCalls
{
    public static Task PauseAsync(IWorker worker, CancellationToken cancellation) => SendAsync(worker, HttpMethod.Post, WorkerProtocol.Pause, null, cancellation);

    public static Task ResumeAsync(IWorker worker, CancellationToken cancellation) => SendAsync(worker, HttpMethod.Post, WorkerProtocol.Resume, null, cancellation);

    public static Task ScheduleAsync(IWorker worker, ScheduleChange change, CancellationToken cancellation) =>
        SendAsync(worker, HttpMethod.Put, WorkerProtocol.Schedule, JsonContent.Create(change, ContractJson.Default.ScheduleChange), cancellation);

    private static async Task SendAsync(IWorker worker, HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, "http://worker" + path) { Content = content };
        using var response = await worker.Http.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
    }
}
