using System.CommandLine;
using Onebox.Api.Deployments;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Deployments;

/// <summary>The settings of a deployment as flags, alike for <c>deploy</c> and <c>deployments replace</c>.</summary>
internal sealed class DeploymentOptions
{
    private readonly Option<int> _replicas = new("--replicas") { Description = "Workers that answer.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _context = new("--context") { Description = "Tokens of each sequence.", HelpName = "N" };
    private readonly Option<int?> _parallel = new("--parallel") { Description = "Sequences in one batch.", HelpName = "N" };
    private readonly Option<int?> _threads = new("--threads") { Description = "CPU threads of each worker.", HelpName = "N" };
    private readonly Option<string?> _keyValueType = new("--kv-type") { Description = "f16, q8_0, q4_0, bf16 or f32.", HelpName = "TYPE" };
    private readonly Option<int?> _batch = new("--batch") { Description = "Tokens of one batch.", HelpName = "N" };
    private readonly Option<int?> _queue = new("--queue") { Description = "Requests that may wait.", HelpName = "N" };
    private readonly Option<int?> _idle = new("--idle-unload") { Description = "Unload after so many seconds without a request.", HelpName = "SECONDS" };
    private readonly Option<string?> _draft = new("--draft") { Description = "A smaller model that drafts tokens.", HelpName = "MODEL" };
    private readonly Option<string[]> _adapters = new("--adapter") { Description = "A LoRA adapter: NAME=PATH. Can be repeated.", HelpName = "NAME=PATH" };
    private readonly Option<bool> _shift = new("--context-shift") { Description = "Drop the oldest tokens when the context is full." };
    private readonly Option<int?> _gpuLayers = new("--gpu-layers") { Description = "Layers on GPUs (as many as fit).", HelpName = "N" };

    public IEnumerable<Option> All => [_replicas, _context, _parallel, _threads, _keyValueType, _batch, _queue, _idle, _draft, _adapters, _shift, _gpuLayers];

    public DeploymentSettings Read(Invocation run) => new()
    {
        Replicas = run.Get(_replicas),
        ContextTokens = run.Get(_context),
        Parallel = run.Get(_parallel),
        Threads = run.Get(_threads),
        KeyValueType = run.Get(_keyValueType),
        BatchTokens = run.Get(_batch),
        QueueLimit = run.Get(_queue),
        IdleUnloadSeconds = run.Get(_idle),
        DraftModel = run.Get(_draft),
        Adapters = Adapters(run.Get(_adapters)),
        ContextShift = run.Get(_shift),
        GpuLayers = run.Get(_gpuLayers),
    };

    private static Dictionary<string, string>? Adapters(string[]? pairs)
    {
        if (pairs is not { Length: > 0 }) return null;
        var adapters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == pair.Length - 1) throw new UsageException($"--adapter wants NAME=PATH, not '{pair}'.");
            adapters[pair[..at]] = pair[(at + 1)..];
        }

        return adapters;
    }
}
