using Onebox.Llama;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Replies;

/// <summary>The generations of one request: its choices. Disposing cancels what still runs.</summary>
internal sealed class Generations : IAsyncDisposable
{
    private readonly List<Generation> _running = [];

    /// <summary>Prompt tokens of the request, each prompt counted once.</summary>
    public int PromptTokens { get; private set; }

    public int Count => _running.Count;

    /// <summary>Starts all or none.</summary>
    /// <param name="requests">Choices by prompt: those of the first prompt, then those of the second…</param>
    /// <param name="perPrompt">Choices of each prompt.</param>
    public static async Task<Generations> StartAsync(WorkerCall call, IEnumerable<GenerationRequest> requests, int perPrompt)
    {
        var all = new Generations();
        try
        {
            foreach (var request in requests)
            {
                var generation = call.Model.Engine.Generate(request, call.Gone);
                if (all.Count % perPrompt == 0) all.PromptTokens += generation.PromptTokens;
                all._running.Add(generation);
            }

            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads all choices to their ends, side by side. The first failure ends the others.</summary>
    public async Task ReadAsync(IReplySink sink, Func<ReplyParser?> parser)
    {
        using var turn = new SemaphoreSlim(1);
        if (_running is [var only])
        {
            await ReadReply.RunAsync(only, 0, parser(), sink, turn);
            return;
        }

        var readers = _running.Select((generation, choice) => ReadOrCancelAsync(generation, choice, parser(), sink, turn)).ToList();
        await Task.WhenAll(readers);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var generation in _running) await generation.DisposeAsync();
    }

    private async Task ReadOrCancelAsync(Generation generation, int choice, ReplyParser? parser, IReplySink sink, SemaphoreSlim turn)
    {
        try
        {
            await ReadReply.RunAsync(generation, choice, parser, sink, turn);
        }
        catch
        {
            foreach (var other in _running) other.Cancel();
            throw;
        }
    }
}
