using System.Globalization;
using System.Security.Cryptography;

namespace Onebox.Llama;

/// <summary>
/// Generates for many requests at once on one model: one thread, one context, one continuous batch. All members are thread-safe.
/// </summary>
public sealed class Engine : IAsyncDisposable
{
    private readonly EngineOptions _options;
    private readonly EngineInbox _inbox = new();
    private readonly EngineCounters _counters = new();
    private readonly EngineLoop _loop;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ulong _seed;
    private int _outstanding;
    private long _seeds;

    /// <summary>Makes the context (KV cells are allocated now) and starts the engine's thread.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaErrorCode.OutOfMemory"/>, <see cref="LlamaErrorCode.BadRequest"/> or <see cref="LlamaErrorCode.NotSupported"/>.</exception>
    public Engine(LlamaModel model, EngineOptions? options = null)
    {
        if (!model.HasDecoder) throw new LlamaException(LlamaErrorCode.NotSupported, $"{model.Path} is an encoder: it embeds, but cannot generate.");
        Model = model;
        _options = (options ?? new EngineOptions()).Resolved(model);
        _seed = _options.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        _loop = new EngineLoop(model, _options, _inbox, _counters);
        _loop.Active.Retired = Left;
        // Reads the vocabulary's pieces now, not under the first request.
        model.Vocabulary.Prepare();
        new Thread(Run) { IsBackground = true, Name = "onebox-llama" }.Start();
    }

    public LlamaModel Model { get; }

    /// <summary>The options with every default filled in.</summary>
    public EngineOptions Options => _options;

    /// <summary>Queues a request and returns its stream. Nothing else is waited for: what cannot be done is said at once.</summary>
    /// <exception cref="LlamaException">
    /// <see cref="LlamaErrorCode.BadRequest"/>, <see cref="LlamaErrorCode.BadGrammar"/>, <see cref="LlamaErrorCode.ContextTooLong"/>,
    /// <see cref="LlamaErrorCode.QueueFull"/> (with the estimated wait) or <see cref="LlamaErrorCode.EngineStopped"/>.
    /// </exception>
    public Generation Generate(GenerationRequest request, CancellationToken cancellationToken = default)
    {
        if (_inbox.Stopping) throw new LlamaException(LlamaErrorCode.EngineStopped, "The engine takes no more requests.", inner: _inbox.Failure);
        var prompt = RequestCheck.Prompt(request, Model, _options);
        if (Interlocked.Increment(ref _outstanding) > _options.MaxSequences + _options.QueueLimit)
        {
            Interlocked.Decrement(ref _outstanding);
            Interlocked.Increment(ref _counters.Rejected);
            var wait = _loop.EstimatedWait;
            throw new LlamaException(LlamaErrorCode.QueueFull,
                $"The queue is full; a place should be free in about {wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s.", wait);
        }
        Generation? output = null;
        try
        {
            output = new Generation(prompt.Length, Cancel, cancellationToken);
            var seed = request.Sampling.Seed ?? CounterRandom.Mix(_seed + (ulong)Interlocked.Increment(ref _seeds));
            var sequence = new Sequence(request, prompt, _options, seed, output, Model.Vocabulary) { Submitted = _options.Time.GetTimestamp() };
            output.Sequence = sequence;
            Interlocked.Increment(ref _counters.Requests);
            _inbox.Submit(sequence);
            if (_stopped.Task.IsCompleted) _loop.Refuse();
            // A token cancelled before Sequence was set found nobody to cancel.
            if (cancellationToken.IsCancellationRequested) _inbox.Cancel(sequence);
            return output;
        }
        catch
        {
            Interlocked.Decrement(ref _outstanding);
            output?.Close(null, new OperationCanceledException());
            throw;
        }
    }

    /// <summary>Log-probabilities of a text's tokens, each given those before it.</summary>
    /// <param name="from">First token to score (at least 1); the tokens before it may come from the prefix cache.</param>
    /// <param name="top">Likeliest alternatives to report for each.</param>
    /// <returns>One entry for each token from <paramref name="from"/> on.</returns>
    public async Task<IReadOnlyList<TokenLogprobs>> ScoreAsync(ReadOnlyMemory<int> tokens, int from = 1, int top = 0, AdapterSet? adapters = null, string fairnessKey = "", CancellationToken cancellationToken = default)
    {
        var request = new GenerationRequest
        {
            Tokens = tokens,
            MaxTokens = 0,
            PromptLogprobs = top,
            PromptLogprobsFrom = from,
            Adapters = adapters ?? AdapterSet.None,
            FairnessKey = fairnessKey,
        };
        return (await Generate(request, cancellationToken).CompleteAsync()).Logprobs;
    }

    public EngineSnapshot Snapshot() => _counters.Read(_options, _loop.Memory);

    /// <summary>Forgets all cached prefixes that no running request uses.</summary>
    public Task ClearCacheAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _inbox.Send(() =>
        {
            _loop.Active.ClearCache();
            _loop.Active.Publish();
            done.SetResult();
        });
        return Task.WhenAny(done.Task, _stopped.Task);
    }

    /// <summary>How many llama sequence ids hold cells, as llama.cpp itself sees it: the truth behind our own count.</summary>
    internal async Task<int> OccupiedSequencesAsync()
    {
        var occupied = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _inbox.Send(() => occupied.SetResult(_loop.OccupiedSequences()));
        return await occupied.Task;
    }

    /// <summary>Takes no more requests and completes when those it has are done.</summary>
    public Task DrainAsync()
    {
        _inbox.Stop(abandon: false);
        return _stopped.Task;
    }

    /// <summary>Ends running requests with <see cref="LlamaErrorCode.EngineStopped"/> and frees the context.</summary>
    public async ValueTask DisposeAsync()
    {
        _inbox.Stop(abandon: true);
        await _stopped.Task;
    }

    private void Run()
    {
        try
        {
            _loop.Run();
        }
        finally
        {
            _loop.Dispose();
            _stopped.SetResult();
        }
    }

    private void Cancel(Generation generation)
    {
        if (generation.Sequence is { } sequence) _inbox.Cancel(sequence);
    }

    private void Left(Sequence sequence)
    {
        Interlocked.Decrement(ref _outstanding);
        if (sequence.Admitted != 0) _loop.Served(_options.Time.GetElapsedTime(sequence.Admitted));
    }
}
