using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Onebox.ServingWorker.Bench;

/// <summary>A worker in a process of its own, so that its CPU time is not the client's.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private const string EngineThread = "onebox-llama";
    private const double TicksPerSecond = 100;

    private readonly Process _process;

    private WorkerUnderTest(Process process, string socket)
    {
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://worker") };
    }

    public HttpClient Http { get; }

    public static async Task<WorkerUnderTest> StartAsync(string folder, string model, int parallel)
    {
        var socket = Path.Combine(folder, "w.sock");
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["serve", socket, model, parallel.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true };
        var worker = new WorkerUnderTest(Process.Start(start)!, socket);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!File.Exists(socket) || !(await worker.Http.GetStringAsync(new Uri("/state", UriKind.Relative), limit.Token)).Contains("\"ready\"", StringComparison.Ordinal))
            await Task.Delay(20, limit.Token);
        return worker;
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>CPU seconds so far: of the engine's thread, and of all others.</summary>
    public (double Engine, double Others) Cpu()
    {
        double engine = 0, others = 0;
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{_process.Id}/task"))
        {
            var stat = File.ReadAllText(Path.Combine(thread, "stat"));
            var name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')];
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var seconds = (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
            if (name == EngineThread) engine += seconds;
            else others += seconds;
        }

        return (engine, others);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
