using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using Onebox.Pool;

namespace Onebox.Serving.Tests.Engine;

/// <summary>Stands in for processes: each worker is a <see cref="FakeEngine"/> on a real Unix socket.</summary>
public sealed class FakeWorkers(string folder) : IWorkers, IAsyncDisposable
{
    private readonly ConcurrentQueue<FakeWorker> _started = new();
    private int _numbers;

    /// <summary>Prepares an engine before it listens: its state, say.</summary>
    public Action<FakeWorker> Prepare { get; set; } = static _ => { };

    public IReadOnlyList<FakeWorker> Started => [.. _started];

    public FakeWorker[] Of(string deployment) => [.. _started.Where(w => w.Settings.GetProperty("name").GetString() == deployment && w.State != WorkerState.Ended)];

    public async Task<IWorker> StartAsync(WorkerSpec spec, CancellationToken cancellation = default)
    {
        var number = Interlocked.Increment(ref _numbers);
        var worker = new FakeWorker($"wrk_{number}", Path.Combine(folder, $"{number}.sock"), spec);
        _started.Enqueue(worker);
        await worker.RunAsync(Prepare);
        return worker;
    }

    public IWorker? Find(string workerId) => _started.FirstOrDefault(w => w.Id == workerId && w.State != WorkerState.Ended);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _started) await worker.StopAsync();
    }
}

public sealed class FakeWorker(string id, string socket, WorkerSpec spec) : IWorker
{
    private Action<IWorker>? _changed;
    private int _processId = 1000;

    public string Id { get; } = id;
    public string Kind => spec.Kind;
    public string OwnerId => spec.OwnerId;
    public Lease Lease => spec.Lease;
    public JsonElement Settings => spec.Settings;
    public FakeEngine Engine { get; private set; } = null!;
    public WorkerState State { get; private set; } = WorkerState.Starting;
    public string? Reason { get; private set; }
    public int? ProcessId => State == WorkerState.Running ? _processId : null;
    public int Restarts { get; private set; }
    public string SocketPath { get; } = socket;
    public HttpMessageInvoker Http { get; } = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
            return new NetworkStream(connection, ownsSocket: true);
        },
    });

    public async Task RunAsync(Action<FakeWorker> prepare)
    {
        File.Delete(SocketPath);
        Engine = await FakeEngine.StartAsync(Id, SocketPath);
        prepare(this);
        _processId++;
        Move(WorkerState.Running, null);
    }

    /// <summary>As by SIGKILL; <see cref="RunAsync"/> brings it back, as the pool would.</summary>
    public async Task KillAsync()
    {
        await Engine.DisposeAsync();
        Restarts++;
        Move(WorkerState.Restarting, "killed by signal 9");
    }

    /// <summary>Ends for good, as the pool does after too many crashes.</summary>
    public async Task GiveUpAsync(string reason)
    {
        await Engine.DisposeAsync();
        Move(WorkerState.Ended, reason);
    }

    public IDisposable OnChanged(Action<IWorker> handler)
    {
        _changed += handler;
        return new Listening(() => _changed -= handler);
    }

    public Task WaitUntilRunningAsync(CancellationToken cancellation = default) => throw new NotSupportedException("Serving watches the state itself.");

    public async Task StopAsync(CancellationToken cancellation = default)
    {
        if (State == WorkerState.Ended) return;
        await Engine.DisposeAsync();
        Move(WorkerState.Ended, null);
    }

    public long? ResidentBytes() => 1;

    private void Move(WorkerState state, string? reason)
    {
        (State, Reason) = (state, reason);
        _changed?.Invoke(this);
    }

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
