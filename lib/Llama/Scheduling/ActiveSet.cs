using System.Globalization;

namespace Onebox.Llama;

/// <summary>
/// The sequences that have a slot, oldest first, and the KV cells they and the prefix cache use. When cells run out, the cache gives first; then the
/// youngest sequence goes back to the queue and is recomputed later.
/// </summary>
internal sealed class ActiveSet
{
    private readonly EngineOptions _options;
    private readonly LlamaKvCells _cells;
    private readonly EngineCounters _counters;
    private readonly List<Sequence> _sequences;
    private readonly Stack<int> _slots;
    private long _admissions;

    public ActiveSet(EngineOptions options, LlamaKvCells cells, PrefixCache cache, EngineCounters counters)
    {
        _options = options;
        _cells = cells;
        _counters = counters;
        Cache = cache;
        Exact = new ExactCells(options, cells, this);
        _sequences = new List<Sequence>(options.MaxSequences);
        _slots = new Stack<int>(Enumerable.Range(0, options.MaxSequences).Reverse());
    }

    public PrefixCache Cache { get; }
    public ExactCells Exact { get; }
    public int Count => _sequences.Count;
    public bool HasSlot => _slots.Count > 0;
    public Sequence this[int index] => _sequences[index];

    /// <summary>Where preempted sequences go, and who forgets keys.</summary>
    public FairQueue Queue { get; } = new();

    /// <summary>Told of every request that has left for good.</summary>
    public Action<Sequence>? Retired { get; set; }

    public int OwnCells
    {
        get
        {
            var sum = 0;
            foreach (var sequence in _sequences) sum += sequence.OwnCells;
            return sum;
        }
    }

    public int UsedCells => OwnCells + Cache.Cells;

    public void Enter(Sequence sequence, long now)
    {
        if (sequence.PrefixKey.Exact) Exact.Keep();
        sequence.Slot = _slots.Pop();
        sequence.Admission = _admissions++;
        // The last token is always computed: its row of logits is not cached.
        var reusable = Math.Min(sequence.TokenCount, sequence.PromptRead ? int.MaxValue : sequence.ScoreFrom) - 1;
        sequence.Shared = Cache.Acquire(sequence.PrefixKey, sequence.Tokens[..Math.Max(0, reusable)], sequence.Slot);
        sequence.Computed = sequence.Shared.End;
        if (sequence.Admitted == 0)
        {
            sequence.Admitted = now;
            sequence.CachedTokens = sequence.Computed;
            _counters.PromptTokens += sequence.TokenCount;
            _counters.CachedTokens += sequence.Computed;
        }
        _sequences.Add(sequence);
    }

    /// <summary>The sequence's prompt is computed: from now on others can share it.</summary>
    public void Remember(Sequence sequence)
    {
        if (_options.CachedPrefixes > 0)
            sequence.Shared = Cache.Insert(sequence.PrefixKey, sequence.Tokens[..sequence.Computed], sequence.Slot, sequence.Shared!);
    }

    /// <summary>The sequence is done or cancelled.</summary>
    /// <param name="keepCells">Keep what it computed as a cached prefix: the next turn of the same talk begins with it.</param>
    public void Leave(Sequence sequence, bool keepCells)
    {
        if (keepCells) Remember(sequence);
        GiveUp(sequence);
        Queue.Left(sequence);
        Retire(sequence);
    }

    public void Retire(Sequence sequence)
    {
        // A reader may leave just when its text is complete: that is no cancellation.
        if (sequence.Cancelled && !sequence.Ended) _counters.Cancelled++;
        sequence.Dispose();
        Retired?.Invoke(sequence);
    }

    /// <summary>Makes room for <paramref name="wanted"/> more cells.</summary>
    /// <returns>False when there is no room even after taking all from the cache; then it is for the caller to preempt.</returns>
    public bool Reserve(int wanted, int planned)
    {
        var missing = wanted + planned + UsedCells - _options.ContextTokens;
        if (missing <= 0) return true;
        // A little more than asked, so that a full cache is not cut on every step.
        var freed = Cache.Evict(Math.Max(missing, Math.Min(64, _options.ContextTokens / 8)));
        _counters.EvictedCells += freed;
        return freed >= missing;
    }

    /// <summary>Cells that a newcomer could get, were the cache emptied and every running sequence grown to its known tokens.</summary>
    public int Obtainable()
    {
        var free = _options.ContextTokens - Cache.PinnedCells();
        foreach (var sequence in _sequences) free -= sequence.TokenCount - sequence.Shared!.End;
        return free;
    }

    /// <summary>Puts a sequence back to the front of its key's queue, without its cells.</summary>
    public void Preempt(Sequence sequence)
    {
        GiveUp(sequence);
        sequence.Preemptions++;
        _counters.Preemptions++;
        Queue.Enqueue(sequence, first: true);
        Queue.Left(sequence);
    }

    /// <summary>Gives cells back but keeps the slot: everything is computed anew.</summary>
    /// <param name="useCache">What a cached prefix has need not be computed.</param>
    public void Restart(Sequence sequence, bool useCache = true)
    {
        Release(sequence);
        sequence.Shared = Cache.Acquire(sequence.PrefixKey, useCache ? sequence.Tokens[..(sequence.TokenCount - 1)] : default, sequence.Slot);
        sequence.Computed = sequence.Shared.End;
    }

    private void Release(Sequence sequence)
    {
        PrefixCache.Unpin(sequence.Shared!);
        _cells.Free(sequence.Slot, sequence.Shared!.End, -1);
        _cells.Leave(sequence.Slot, 0, sequence.Shared.End);
    }

    /// <summary>Frees the cells of guesses that did not come true.</summary>
    public void ForgetGuesses(Sequence sequence)
    {
        if (sequence.GuessCount == 0) return;
        _cells.Free(sequence.Slot, sequence.Computed, -1);
        sequence.GuessCount = 0;
    }

    /// <summary>llama.cpp found no cells although we count enough: give it more air.</summary>
    /// <returns>False when there is nothing left to give.</returns>
    public bool Relieve()
    {
        if (Exact.Relieve()) return true;
        if (Cache.Evict(int.MaxValue) > 0) return true;
        if (Count < 2) return false;
        Preempt(_sequences[^1]);
        return true;
    }

    /// <summary>llama_decode failed: the cells are in an unknown state, so nobody keeps any.</summary>
    public void Failed(int result)
    {
        var error = new LlamaException(LlamaErrorCode.DecodeFailed,
            $"llama.cpp could not compute this step (code {result.ToString(CultureInfo.InvariantCulture)}). Send the request again; if it happens again, take a shorter context or look at the log.");
        for (var i = Count - 1; i >= 0; i--)
        {
            _counters.Failed++;
            _sequences[i].Ended = true;
            _sequences[i].Output.Close(null, error);
            Leave(_sequences[i], keepCells: false);
        }
        ClearCache();
    }

    /// <summary>Forgets all prefixes that nobody uses.</summary>
    public void ClearCache()
    {
        Cache.Clear();
        Exact.EndIfUnused();
    }

    public void Publish()
    {
        _counters.Running = Count;
        _counters.Waiting = Queue.Count;
        _counters.UsedCells = UsedCells;
        _counters.CachedCells = Cache.Cells;
        _counters.CachedPrefixes = Cache.Leaves;
    }

    private void GiveUp(Sequence sequence)
    {
        Release(sequence);
        _slots.Push(sequence.Slot);
        _sequences.Remove(sequence);
        sequence.Slot = -1;
        sequence.Shared = null;
        sequence.Computed = 0;
    }
}
