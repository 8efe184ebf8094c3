using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics.Tensors;

namespace Onebox.Llama;

/// <summary>A vector (or, of a ranking model, its scores) and the tokens that were read for it.</summary>
public sealed record Embedding(float[] Vector, int Tokens);

/// <summary>
/// Turns texts into vectors and ranks documents: a context of its own on one thread, which packs waiting texts of all callers into full batches.
/// All members are thread-safe.
/// </summary>
public sealed class Embedder : IAsyncDisposable
{
    private readonly EmbedderOptions _options;
    private readonly LlamaContext _context;
    private readonly BlockingCollection<Job> _jobs = new(new ConcurrentQueue<Job>());
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _ranks;

    /// <exception cref="LlamaException"><see cref="LlamaErrorCode.NotSupported"/> when neither the model nor the options say how to pool; <see cref="LlamaErrorCode.OutOfMemory"/>.</exception>
    public Embedder(LlamaModel model, EmbedderOptions? options = null)
    {
        Model = model;
        options ??= new EmbedderOptions();
        if (options.MaxTexts is < 1 or > 256) throw new LlamaException(LlamaErrorCode.BadRequest, $"{nameof(options.MaxTexts)} must be between 1 and 256.");
        var trained = model.TrainedContext > 0 ? Math.Min(model.TrainedContext, 2048) : 2048;
        _options = options with { BatchTokens = options.BatchTokens > 0 ? options.BatchTokens : trained };
        var p = LlamaApi.llama_context_default_params();
        // A text must be in one pass over the weights: encoders look at all its tokens at once.
        p.ContextTokens = p.BatchTokens = p.MicroBatchTokens = (uint)_options.BatchTokens;
        p.SequencesMax = (uint)_options.MaxTexts;
        p.Threads = p.BatchThreads = _options.Threads > 0 ? _options.Threads : Environment.ProcessorCount;
        p.PoolingType = (int)_options.Pooling;
        p.Embeddings = 1;
        p.KvUnified = 1;
        _context = new LlamaContext(model, p);
        if (_context.PoolingType <= 0)
        {
            _context.Dispose();
            throw new LlamaException(LlamaErrorCode.NotSupported, $"{model.Path} does not say how its tokens become one vector. Choose a pooling, or an embedding model.");
        }
        _ranks = _context.PoolingType == (int)Pooling.Rank;
        Dimensions = _ranks ? Math.Max(1, model.ClassifierOutputs) : LlamaApi.llama_model_n_embd_out(model.Raw);
        new Thread(Run) { IsBackground = true, Name = "onebox-embed" }.Start();
    }

    public LlamaModel Model { get; }

    /// <summary>Length of a vector; of a ranking model, the number of its scores.</summary>
    public int Dimensions { get; }

    /// <summary>Longest text in tokens, special ones included.</summary>
    public int MaxTokens => _options.BatchTokens;

    /// <summary>Embeds a text with the special tokens that the model wants.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaErrorCode.ContextTooLong"/>, <see cref="LlamaErrorCode.QueueFull"/>, <see cref="LlamaErrorCode.EngineStopped"/> or <see cref="LlamaErrorCode.DecodeFailed"/>.</exception>
    public Task<Embedding> EmbedAsync(string text, CancellationToken cancellationToken = default) => EmbedAsync(Model.Vocabulary.Tokenize(text), cancellationToken);

    /// <inheritdoc cref="EmbedAsync(string,CancellationToken)"/>
    public Task<Embedding> EmbedAsync(int[] tokens, CancellationToken cancellationToken = default)
    {
        if (tokens.Length == 0) throw new LlamaException(LlamaErrorCode.BadRequest, "The text is empty.");
        if (tokens.Length > _options.BatchTokens)
        {
            throw new LlamaException(LlamaErrorCode.ContextTooLong, string.Create(CultureInfo.InvariantCulture,
                $"The text has {tokens.Length} tokens; this model takes at most {_options.BatchTokens}. Cut it into parts."));
        }
        if (_jobs.Count >= _options.QueueLimit) throw new LlamaException(LlamaErrorCode.QueueFull, "Too many texts are waiting to be embedded.", TimeSpan.FromSeconds(1));
        var job = new Job(tokens, cancellationToken);
        try
        {
            _jobs.Add(job, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw Stopped();
        }
        return job.Done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>How well a document answers a query, by a ranking model's first score; higher is better.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaErrorCode.NotSupported"/> when the model has no ranking head.</exception>
    public async Task<(float Score, int Tokens)> RankAsync(string query, string document, CancellationToken cancellationToken = default)
    {
        if (!_ranks) throw new LlamaException(LlamaErrorCode.NotSupported, $"{Model.Path} embeds but does not rank. Choose a reranking model.");
        var result = await EmbedAsync(RankingPair.Tokens(Model, query, document, _options.BatchTokens), cancellationToken);
        return (result.Vector[0], result.Tokens);
    }

    public async ValueTask DisposeAsync()
    {
        _jobs.CompleteAdding();
        await _stopped.Task;
    }

    private void Run()
    {
        var batch = new List<Job>(_options.MaxTexts);
        Job? held = null;
        try
        {
            while (held is not null || _jobs.TryTake(out held, Timeout.Infinite, CancellationToken.None))
            {
                batch.Clear();
                var tokens = 0;
                // Whatever waits and fits goes along.
                for (var job = held; job is not null; job = _jobs.TryTake(out var next, 0, CancellationToken.None) ? next : null)
                {
                    held = null;
                    if (job.Cancellation.IsCancellationRequested) continue;
                    if (tokens + job.Tokens.Length > _options.BatchTokens || batch.Count == _options.MaxTexts)
                    {
                        held = job;
                        break;
                    }
                    tokens += job.Tokens.Length;
                    batch.Add(job);
                }
                if (batch.Count > 0) Compute(batch);
            }
        }
        finally
        {
            held?.Done.TrySetException(Stopped());
            while (_jobs.TryTake(out var left, 0, CancellationToken.None)) left.Done.TrySetException(Stopped());
            _context.Dispose();
            _stopped.SetResult();
        }
    }

    private void Compute(List<Job> batch)
    {
        try
        {
            if (_context.Memory != 0) LlamaApi.llama_memory_clear(_context.Memory, 0);
            _context.Begin();
            for (var sequence = 0; sequence < batch.Count; sequence++)
                for (var i = 0; i < batch[sequence].Tokens.Length; i++) _context.Add(batch[sequence].Tokens[i], i, sequence, output: true);
            var result = _context.Decode();
            if (result != 0) throw new LlamaException(LlamaErrorCode.DecodeFailed, $"llama.cpp could not embed (code {result.ToString(CultureInfo.InvariantCulture)}).");
            for (var sequence = 0; sequence < batch.Count; sequence++)
            {
                var vector = _context.Pooled(sequence, Dimensions);
                if (_options.Normalize && !_ranks && TensorPrimitives.Norm(vector) is > 0 and var norm) TensorPrimitives.Divide(vector, norm, vector);
                batch[sequence].Done.TrySetResult(new Embedding(vector, batch[sequence].Tokens.Length));
            }
        }
        catch (Exception error)
        {
            foreach (var job in batch) job.Done.TrySetException(error);
        }
    }

    private static LlamaException Stopped() => new(LlamaErrorCode.EngineStopped, "The embedder was stopped.");

    private sealed record Job(int[] Tokens, CancellationToken Cancellation)
    {
        public TaskCompletionSource<Embedding> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
