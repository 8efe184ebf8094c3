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

    /// <summary>CPU seconds so far: of the engine's thread, and of all others, those that have ended too.</summary>
    public (double Engine, double Others) Cpu()
    {
        var engine = Directory.EnumerateDirectories($"/proc/{_process.Id}/task").Select(thread => Read(Path.Combine(thread, "stat"))).Where(thread => thread.Name == EngineThread).Sum(thread => thread.Seconds);
        return (engine, Read($"/proc/{_process.Id}/stat").Seconds - engine);
    }

    private static (string Name, double Seconds) Read(string path)
    {
        var stat = File.ReadAllText(path);
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (
            stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')],
            (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
