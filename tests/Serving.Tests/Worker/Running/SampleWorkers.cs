using System.Text.Json.Nodes;
using Onebox.Serving.Tests.Worker.Running;
using Onebox.Testing;

[assembly: AssemblyFixture(typeof(SampleWorkers))]

namespace Onebox.Serving.Tests.Worker.Running;

/// <summary>Workers that tests share, each started when it is first asked for.</summary>
public sealed class SampleWorkers : IAsyncDisposable
{
    private readonly Lazy<Task<RunningWorker>> _generator = new(() => RunningWorker.StartAsync(SampleModels.Generator, s => s["adapters"] = new JsonObject { ["loud"] = SampleModels.Adapter }));
    private readonly Lazy<Task<RunningWorker>> _embedder = new(() => RunningWorker.StartAsync(SampleModels.Embedder));
    private readonly Lazy<Task<RunningWorker>> _ranker = new(() => RunningWorker.StartAsync(SampleModels.Ranker));
    private readonly Lazy<Task<RunningWorker>> _stories = new(() => RunningWorker.StartAsync(StoriesPath!));

    public Task<RunningWorker> Generator => _generator.Value;
    public Task<RunningWorker> Embedder => _embedder.Value;
    public Task<RunningWorker> Ranker => _ranker.Value;

    /// <summary>A small model that writes real sentences; the test is skipped where it is not at hand.</summary>
    public Task<RunningWorker> Stories
    {
        get
        {
            Assert.SkipWhen(StoriesPath is null, "shared/data/stories260K.gguf is not beside the repository.");
            return _stories.Value;
        }
    }

    private static string? StoriesPath { get; } = SharedData.Find("stories260K.gguf");

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in new[] { _generator, _embedder, _ranker, _stories })
        {
            if (worker.IsValueCreated) await (await worker.Value).DisposeAsync();
        }
    }
}
