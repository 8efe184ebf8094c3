using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Onebox.Pool;
using Onebox.Serving.Worker;

namespace Onebox.Serving.Tests.Worker.Running;

/// <summary>The real role on a real socket, in this process.</summary>
public sealed class RunningWorker : IAsyncDisposable
{
    private readonly string _folder;
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    private RunningWorker(string folder)
    {
        _folder = folder;
        Socket = Path.Combine(folder, "w.sock");
        Http = new HttpClient(Handler()) { BaseAddress = new Uri("http://worker"), Timeout = TimeSpan.FromMinutes(2) };
    }

    public string Socket { get; }
    public HttpClient Http { get; }

    /// <summary>How the role ended.</summary>
    public Task Ended => _run;

    /// <param name="change">Changes the settings: one thread, four sequences of 1024 tokens.</param>
    public static async Task<RunningWorker> StartAsync(string model, Action<JsonObject>? change = null)
    {
        var worker = Begin(model, change);
        var state = await worker.LoadedAsync();
        Assert.True(state.GetProperty("state").GetString() == "ready", state.ToString());
        return worker;
    }

    /// <summary>The same, without waiting for the model.</summary>
    public static RunningWorker Begin(string model, Action<JsonObject>? change = null)
    {
        var worker = new RunningWorker(Directory.CreateTempSubdirectory("onebox-w-").FullName);
        var settings = new JsonObject
        {
            ["name"] = "sample",
            ["modelFiles"] = new JsonArray(model),
            ["contextTokens"] = 1024,
            ["parallel"] = 4,
            ["threads"] = 1,
            ["batchTokens"] = 256,
            ["keyType"] = "f16",
            ["valueType"] = "f16",
            ["gpuLayers"] = 0,
            ["queueLimit"] = 64,
        };
        change?.Invoke(settings);
        var context = new WorkerContext
        {
            WorkerId = "wrk_test",
            Folder = worker._folder,
            SocketPath = worker.Socket,
            Settings = JsonSerializer.SerializeToElement(settings),
            Slices = [],
            CpuCores = 1,
            MemoryBytes = 0,
            Logs = NullLoggerFactory.Instance,
        };
        worker._run = Task.Run(() => new ServingWorkerRole(TimeProvider.System).RunAsync(context, worker._stop.Token));
        return worker;
    }

    /// <summary>A handler of connections to the socket, for clients of others.</summary>
    public SocketsHttpHandler Handler() => new()
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    /// <summary>The state once it is no longer loading.</summary>
    public async Task<JsonElement> LoadedAsync()
    {
        await WaitFor(() => File.Exists(Socket) || _run.IsCompleted);
        if (_run.IsCompleted) await _run;
        JsonElement state = default;
        await WaitFor(async () =>
        {
            try
            {
                return (state = await GetAsync("/state")).GetProperty("state").GetString() != "loading";
            }
            catch (HttpRequestException)
            {
                // The socket has its name before it listens.
                return false;
            }
        });
        return state;
    }

    public async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await Http.GetByteArrayAsync(new Uri(path, UriKind.Relative))).RootElement;

    public Task<HttpResponseMessage> SendAsync(string path, string body, CancellationToken cancellation = default, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>A JSON answer that must be a success.</summary>
    public async Task<JsonElement> AskAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(path, body, default, headers);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The error of an answer that must be refused.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Error)> RefusedAsync(string path, string body)
    {
        using var response = await SendAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode >= 400, text);
        return (response.StatusCode, JsonDocument.Parse(text).RootElement.GetProperty("error"));
    }

    /// <summary>What a stream's data lines hold, the end marker included.</summary>
    public async Task<List<string>> StreamAsync(string path, string body)
    {
        using var response = await SendAsync(path, body);
        Assert.True(response.StatusCode == HttpStatusCode.OK, response.StatusCode == HttpStatusCode.OK ? "" : await response.Content.ReadAsStringAsync());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        return [.. text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line["data: ".Length..])];
    }

    /// <summary>As SIGTERM does.</summary>
    public void Stop() => _stop.Cancel();

    public static async Task WaitFor(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition()) await Task.Delay(5, limit.Token);
    }

    public static Task WaitFor(Func<bool> condition) => WaitFor(() => Task.FromResult(condition()));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_run);
        Http.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
