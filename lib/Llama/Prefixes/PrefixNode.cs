namespace Onebox.Llama;

/// <summary>A run of tokens in the radix tree. Its cells, and those of all runs above it, are held by a sequence that ends here or further down.</summary>
internal sealed class PrefixNode
{
    private PrefixNode(PrefixNode? parent, ReadOnlyMemory<int> run, int end, bool exact)
    {
        Exact = exact;
        Parent = parent;
        Run = run;
        End = end;
    }

    public static PrefixNode Root(bool exact) => new(null, default, 0, exact);

    public PrefixNode? Parent { get; private set; }
    public ReadOnlyMemory<int> Run { get; private set; }

    /// <summary>Tokens from the root to the end of this run.</summary>
    public int End { get; private set; }
    public int Start => End - Run.Length;

    /// <summary>See <see cref="PrefixKey.Exact"/>.</summary>
    public bool Exact { get; }

    /// <summary>Sequence that holds the cells of exactly this path; -1 when a node below does. A leaf always has one.</summary>
    public int Holder { get; set; } = -1;

    /// <summary>Running sequences whose shared prefix goes through here; above zero nothing here may be evicted.</summary>
    public int Pins { get; set; }
    public long LastUse { get; set; }
    public Dictionary<int, PrefixNode> Children { get; } = [];

    public PrefixNode Append(ReadOnlyMemory<int> run)
    {
        var child = new PrefixNode(this, run, End + run.Length, Exact) { LastUse = LastUse };
        Children.Add(run.Span[0], child);
        return child;
    }

    /// <summary>Cuts this run in two and returns the new upper half.</summary>
    public PrefixNode Split(int length)
    {
        var upper = new PrefixNode(Parent, Run[..length], Start + length, Exact) { Pins = Pins, LastUse = LastUse };
        Parent!.Children[upper.Run.Span[0]] = upper;
        Run = Run[length..];
        Parent = upper;
        upper.Children.Add(Run.Span[0], this);
        return upper;
    }

    /// <summary>Drops the last tokens of a leaf's run.</summary>
    public void Trim(int tokens)
    {
        Run = Run[..^tokens];
        End -= tokens;
    }

    public void Detach() => Parent!.Children.Remove(Run.Span[0]);
}
