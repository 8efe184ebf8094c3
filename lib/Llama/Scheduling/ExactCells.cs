namespace Onebox.Llama;

/// <summary>
/// Cells for texts that must repeat bit by bit. llama.cpp fills the lowest free cell first, and an exact text needs its later tokens in higher ones (ADR 22): while exact sequences run,
/// given-up cells stay occupied, until there is no more room above and everything begins anew from below.
/// </summary>
internal sealed class ExactCells(EngineOptions options, LlamaKvCells cells, ActiveSet active)
{
    // In use or given up, since keeping began.
    private int _occupied;
    private bool _settling;

    /// <summary>From now on given-up cells stay occupied.</summary>
    public void Keep()
    {
        if (!cells.Keeping) (cells.Keeping, _occupied) = (true, active.UsedCells);
    }

    /// <summary>Told of every decode: cells taken.</summary>
    public void Took(int taken) => _occupied += taken;

    /// <summary>Before a batch of at most <paramref name="rows"/> rows: when given-up cells are kept and there is no more room above, begins anew from below.</summary>
    public void MakeRoom(int rows)
    {
        if (cells.Keeping && _occupied + rows > options.ContextTokens && (_occupied > active.UsedCells || active.Cache.Cells > active.Cache.PinnedCells())) Compact(rows);
    }

    /// <summary>llama.cpp found no cells: frees what is kept.</summary>
    /// <returns>False when nothing is.</returns>
    public bool Relieve()
    {
        if (!cells.Keeping || _occupied <= active.UsedCells) return false;
        Compact(0);
        return true;
    }

    /// <summary>True after a compaction until the exact sequences have their cells again: newcomers would only push them out once more.</summary>
    public bool Settling
    {
        get
        {
            if (!_settling) return false;
            for (var i = 0; i < active.Count; i++)
                if (active[i].PrefixKey.Exact && active[i].Pending > 1) return true;
            return _settling = false;
        }
    }

    /// <summary>Frees what is kept once no exact sequence runs.</summary>
    public void EndIfUnused()
    {
        if (!cells.Keeping) return;
        for (var i = 0; i < active.Count; i++)
            if (active[i].PrefixKey.Exact) return;
        cells.Keeping = false;
        cells.Sweep();
    }

    /// <summary>Frees what is kept. The exact sequences start over from their tokens, the oldest half of the context first, the others wait; exact prefixes are forgotten.</summary>
    private void Compact(int rows)
    {
        cells.Keeping = false;
        cells.Sweep();
        var kept = 0;
        for (var i = 0; i < active.Count;)
        {
            var sequence = active[i];
            if (sequence.PrefixKey.Exact)
            {
                kept += sequence.TokenCount;
                if (kept > sequence.TokenCount && kept > options.ContextTokens / 2)
                {
                    active.Preempt(sequence);
                    continue;
                }
                active.Restart(sequence, useCache: false);
            }
            i++;
        }
        active.Cache.ClearExact();
        active.Reserve(Math.Min(rows, options.ContextTokens / 2), 0);
        _settling = kept > 0;
        (cells.Keeping, _occupied) = (kept > 0, active.UsedCells);
    }
}
