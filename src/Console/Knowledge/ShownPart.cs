namespace Onebox.Console.Knowledge;

/// <summary>The part of a long document that is shown: around what is cited, and more when it is asked for. A browser cannot hold a thousand pages.</summary>
internal sealed class ShownPart
{
    /// <summary>Lines of text or rows of tables.</summary>
    private const int Much = 800;

    private IReadOnlyList<ShownBlock> _all = [];

    /// <summary>The first that is shown.</summary>
    public int From { get; private set; }

    /// <summary>After the last that is shown.</summary>
    public int To { get; private set; }

    public IEnumerable<ShownBlock> Blocks => _all.Skip(From).Take(To - From);

    public bool HasBefore => From > 0;

    public bool HasAfter => To < _all.Count;

    /// <summary>Other blocks, or the same with others cited: begins a little before the first that is.</summary>
    public void Show(IReadOnlyList<ShownBlock> all)
    {
        var cited = Math.Max(0, all.ToList().FindIndex(b => b.IsCited));
        var isThere = _all.Count == all.Count && cited >= From && cited < To;
        _all = all;
        if (isThere) return;
        (From, To) = (cited, cited);
        Before(Much / 4);
        After();
    }

    public void Before(int lines = Much)
    {
        for (; From > 0 && lines > 0; From--) lines -= _all[From - 1].Weight;
    }

    public void After(int lines = Much)
    {
        for (; To < _all.Count && lines > 0; To++) lines -= _all[To].Weight;
    }
}
