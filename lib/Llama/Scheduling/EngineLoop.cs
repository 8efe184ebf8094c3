namespace Onebox.Llama;

/// <summary>
/// The engine's one thread. Each turn: take in what was submitted or cancelled, admit, plan a batch, decode, draw tokens and hand them out.
/// Only this thread touches the context, the cells, the prefix cache and the queue.
/// </summary>
internal sealed class EngineLoop : IDisposable
{
    private const int NoCells = 1;

    private readonly EngineOptions _options;
    private readonly LlamaContext _context;
    private readonly EngineInbox _inbox;
    private readonly EngineCounters _counters;
    private readonly Admission _admission;
    private readonly BatchPlan _plan;
    private readonly Harvest _harvest;
    private readonly ActiveSet _active;
    private readonly TimeProvider _time;

    public EngineLoop(LlamaModel model, EngineOptions options, EngineInbox inbox, EngineCounters counters)
    {
        _options = options;
        _inbox = inbox;
        _counters = counters;
        _time = options.Time;
        _context = new LlamaContext(model, Parameters(options));
        try
        {
            Speculator = options.Draft is null ? null : new Speculator(options.Draft, model, options);
        }
        catch
        {
            _context.Dispose();
            throw;
        }
        var cells = new LlamaKvCells(_context.Memory, BatchPlan.Graveyard(options));
        var cache = new PrefixCache(cells, options.MaxSequences, options.CachedPrefixes);
        _active = new ActiveSet(options, cells, cache, counters);
        _admission = new Admission(options, _active, counters);
        _plan = new BatchPlan(options, _context, _active, Speculator);
        _harvest = new Harvest(options, _context, _active, counters);
    }

    public EngineMemory Memory => new(_context.Model.WeightBytes, _context.KvBytes, _context.ComputeBytes, _context.OutputBytes);
    public TimeSpan EstimatedWait => _admission.EstimatedWait;
    public void Served(TimeSpan held) => _admission.Served(held);
    internal ActiveSet Active => _active;

    public int OccupiedSequences()
    {
        var occupied = 0;
        for (var sequence = 0; sequence < BatchPlan.SequenceIds(_options); sequence++)
            if (LlamaApi.llama_memory_seq_pos_max(_context.Memory, sequence) >= 0) occupied++;
        return occupied;
    }

    private Speculator? Speculator { get; }

    public void Run()
    {
        try
        {
            while (true)
            {
                var began = _time.GetTimestamp();
                TakeIn();
                if (_inbox.Stopping && (_inbox.Abandon || Idle)) break;
                _admission.Admit();
                _active.Publish();
                if (_active.Count == 0)
                {
                    _counters.OtherTicks += _time.GetTimestamp() - began;
                    _inbox.Wait();
                    _inbox.Gather();
                    continue;
                }
                Step(began);
            }
            Abandon(Stopped());
        }
        catch (Exception error)
        {
            // A bug must not leave readers waiting: everyone is told, later requests are refused.
            _inbox.Fail(error);
            Abandon(new LlamaException(LlamaErrorCode.DecodeFailed, $"The engine failed: {error.Message}", inner: error));
        }
    }

    /// <summary>Ends what slipped in while the engine was stopping. For any thread, once <see cref="Run"/> has returned.</summary>
    public void Refuse()
    {
        while (_inbox.Submitted.TryDequeue(out var sequence))
        {
            sequence.Output.Close(null, Stopped());
            _active.Retire(sequence);
        }
    }

    public void Dispose()
    {
        Speculator?.Dispose();
        _context.Dispose();
    }

    private bool Idle => _active.Count == 0 && _admission.Queue.Count == 0 && _inbox.IsEmpty;

    private void Step(long began)
    {
        _plan.Build();
        if (_context.Count == 0)
        {
            _counters.OtherTicks += _time.GetTimestamp() - began;
            return;
        }
        var before = _time.GetTimestamp();
        var result = _context.Decode();
        if (result == 0) _context.Synchronize();
        if (_context.Padded) LlamaApi.llama_memory_seq_rm(_context.Memory, BatchPlan.PaddingSequence(_options), 0, -1);
        var after = _time.GetTimestamp();
        _counters.Steps++;
        _counters.DecodeTicks += after - before;
        if (result == 0)
        {
            _plan.Measured(_time.GetElapsedTime(before, after));
            _active.Exact.Took(_plan.Rows);
            _harvest.Reap(after);
        }
        else if (result != NoCells || !_active.Relieve())
        {
            _active.Failed(result);
        }
        _counters.OtherTicks += _time.GetTimestamp() - after + (before - began);
    }

    private void TakeIn()
    {
        while (_inbox.Submitted.TryDequeue(out var sequence)) _admission.Queue.Enqueue(sequence);
        while (_inbox.Errands.TryDequeue(out var errand)) errand();
        if (!_inbox.TakeCancellations()) return;
        while (_admission.Queue.Remove(s => s.Cancelled) is { } waiting) _active.Retire(waiting);
        for (var i = _active.Count - 1; i >= 0; i--)
            if (_active[i].Cancelled) _active.Leave(_active[i], keepCells: true);
    }

    private void Abandon(LlamaException error)
    {
        while (_inbox.Submitted.TryDequeue(out var sequence)) _admission.Queue.Enqueue(sequence);
        while (_admission.Queue.Remove(_ => true) is { } waiting)
        {
            waiting.Output.Close(null, error);
            _active.Retire(waiting);
        }
        for (var i = _active.Count - 1; i >= 0; i--)
        {
            _active[i].Output.Close(null, error);
            _active.Leave(_active[i], keepCells: false);
        }
        _active.Publish();
    }

    private static LlamaException Stopped() => new(LlamaErrorCode.EngineStopped, "The engine was stopped.");

    private static ContextParams Parameters(EngineOptions options)
    {
        var p = LlamaApi.llama_context_default_params();
        p.ContextTokens = (uint)(options.ContextTokens + ExactBatch.Cells);
        p.BatchTokens = (uint)options.BatchTokens;
        p.MicroBatchTokens = (uint)options.MicroBatchTokens;
        p.SequencesMax = (uint)BatchPlan.SequenceIds(options);
        p.OutputsMax = (uint)BatchPlan.OutputRows(options);
        p.OutputsMaxPerSequence = p.OutputsMax;
        p.Threads = options.Threads;
        p.BatchThreads = options.BatchThreads;
        p.FlashAttention = (int)options.FlashAttention;
        p.KeyType = (int)options.KeyType;
        p.ValueType = (int)options.ValueType;
        p.RopeFrequencyBase = options.RopeFrequencyBase;
        p.RopeFrequencyScale = options.RopeFrequencyScale;
        p.OffloadKqv = options.OffloadKv ? (byte)1 : (byte)0;
        p.KvUnified = 1;
        return p;
    }
}
