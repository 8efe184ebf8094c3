using System.Net.Sockets;

namespace Onebox.Pool.Running;

/// <summary>Asks a worker that starts whether it answers yet, at first often.</summary>
internal static class WorkerHealth
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>False when it was gone before it answered with success.</summary>
    public static async Task<bool> WaitAsync(string socketPath, HttpMessageInvoker http, TimeProvider clock, CancellationToken gone)
    {
        for (var pause = FirstPause; !gone.IsCancellationRequested; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks)))
        {
            if (await AnswersAsync(socketPath, http, gone)) return true;
            await Task.Delay(pause, clock, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private static async Task<bool> AnswersAsync(string socketPath, HttpMessageInvoker http, CancellationToken gone)
    {
        if (!File.Exists(socketPath)) return false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(gone);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://worker/health");
            using var response = await http.SendAsync(request, limit.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
