namespace Onebox.Llama;

/// <summary>Whose cells may be shared: those computed with the same adapters, and, for sequences that must be exact, in exact batches.</summary>
internal readonly record struct PrefixKey(AdapterSet Adapters, bool Exact);

/// <summary>
/// A radix tree over the tokens whose KV cells are kept after (and while) they are used, shared by all sequences. One tree for each
/// <see cref="PrefixKey"/>, one budget for all. Each leaf has a holder: a llama sequence id of the cache's own that shares the cells of the leaf's whole path, so cells live
/// exactly as long as a leaf or a running sequence wants them. Evicts the least recently used leaf, from its end, as far as needed.
/// Used by the engine thread only.
/// </summary>
internal sealed class PrefixCache(IKvCells cells, int firstHolder, int holders)
{
    private readonly Dictionary<PrefixKey, PrefixNode> _roots = [];
    private readonly PrefixNode?[] _leaves = new PrefixNode?[holders];
    private readonly Stack<int> _free = new(Enumerable.Range(0, holders).Reverse());
    private long _clock;

    /// <summary>Cells that the tree accounts for; running sequences may share them.</summary>
    public int Cells { get; private set; }

    public int Leaves => _leaves.Length - _free.Count;

    /// <summary>How many of the first tokens are cached, without touching anything.</summary>
    public int Peek(PrefixKey key, ReadOnlySpan<int> tokens) => _roots.TryGetValue(key, out var root) ? Walk(root, tokens, out _) : 0;

    /// <summary>Finds the longest cached prefix, gives its cells to <paramref name="sequence"/> and pins it.</summary>
    /// <returns>The node at the prefix's end, to be handed to <see cref="Unpin"/>; its <see cref="PrefixNode.End"/> is the prefix's length.</returns>
    public PrefixNode Acquire(PrefixKey key, ReadOnlySpan<int> tokens, int sequence)
    {
        var node = Reach(Root(key), tokens);
        Pin(node);
        if (node.End > 0) cells.Share(HolderOf(node), sequence, 0, node.End);
        return node;
    }

    /// <summary>
    /// Puts the tokens of a running sequence, whose cells it has computed, into the tree. What the tree has already is shared instead of kept twice.
    /// Moves the sequence's pin.
    /// </summary>
    /// <param name="pinned">The node that the sequence pins now.</param>
    /// <returns>The node that it pins from now on.</returns>
    public PrefixNode Insert(PrefixKey key, ReadOnlySpan<int> tokens, int sequence, PrefixNode pinned)
    {
        var node = Reach(Root(key), tokens);
        // The cells of an exact path lie in the order of its tokens: no mixing with a copy that somebody else computed meanwhile.
        if (key.Exact && node.End != pinned.End) return pinned;
        Pin(node);
        if (node.End < tokens.Length && Hold(node) is var holder and >= 0)
        {
            // A parent that was a leaf hands its holder down; another holder first takes the shared path.
            if (holder == node.Holder) node.Holder = -1;
            else if (node.End > 0) cells.Share(HolderOf(node), holder, 0, node.End);
            var leaf = node.Append(tokens[node.End..].ToArray());
            cells.Share(sequence, holder, leaf.Start, leaf.End);
            leaf.Holder = holder;
            leaf.LastUse = _clock;
            leaf.Pins++;
            _leaves[holder - firstHolder] = leaf;
            Cells += leaf.Run.Length;
            Replace(sequence, pinned.End, leaf.Start, holder);
            Unpin(pinned);
            return leaf;
        }
        if (node.End > pinned.End) Replace(sequence, pinned.End, node.End, HolderOf(node));
        Unpin(pinned);
        return node;
    }

    public static void Unpin(PrefixNode node)
    {
        for (var at = node; at is not null; at = at.Parent) at.Pins--;
    }

    /// <summary>Evicts up to <paramref name="wanted"/> cells.</summary>
    /// <returns>The cells given free.</returns>
    public int Evict(int wanted)
    {
        var freed = 0;
        while (freed < wanted && Oldest() is { } leaf) freed += Shorten(leaf, wanted - freed);
        return freed;
    }

    /// <summary>Evicts all exact prefixes that no running sequence pins.</summary>
    public void ClearExact()
    {
        foreach (var leaf in _leaves)
        {
            var at = leaf;
            while (at is { Exact: true, Pins: 0, Holder: >= 0 }) at = Shorten(at, int.MaxValue) >= 0 && at.Parent!.Holder >= 0 ? at.Parent : null;
        }
    }

    /// <summary>Evicts everything that no running sequence pins.</summary>
    public void Clear() => Evict(int.MaxValue);

    /// <summary>Cells of runs that running sequences pin: the part of <see cref="Cells"/> that cannot be evicted now.</summary>
    public int PinnedCells()
    {
        var pinned = 0;
        foreach (var root in _roots.Values) pinned += Pinned(root);
        return pinned;

        static int Pinned(PrefixNode node)
        {
            var sum = node.Run.Length;
            foreach (var child in node.Children.Values)
                if (child.Pins > 0) sum += Pinned(child);
            return sum;
        }
    }

    /// <summary>The sequence's own cells in [from, to) duplicate the tree's: swap them for the tree's.</summary>
    private void Replace(int sequence, int from, int to, int holder)
    {
        if (to <= from) return;
        cells.Free(sequence, from, to);
        cells.Share(holder, sequence, from, to);
    }

    private PrefixNode Root(PrefixKey key)
    {
        if (!_roots.TryGetValue(key, out var root)) _roots.Add(key, root = PrefixNode.Root(key.Exact));
        return root;
    }

    private static int Walk(PrefixNode root, ReadOnlySpan<int> tokens, out PrefixNode node)
    {
        node = root;
        var matched = 0;
        while (matched < tokens.Length && node.Children.TryGetValue(tokens[matched], out var child))
        {
            var common = tokens[matched..].CommonPrefixLength(child.Run.Span);
            matched += common;
            node = child;
            if (common < child.Run.Length) break;
        }
        return matched;
    }

    /// <summary>The node where the match ends, split if it ends inside a run; the path counts as used now.</summary>
    private PrefixNode Reach(PrefixNode root, ReadOnlySpan<int> tokens)
    {
        var matched = Walk(root, tokens, out var node);
        if (matched < node.End) node = node.Split(matched - node.Start);
        _clock++;
        for (var at = node; at is not null; at = at.Parent) at.LastUse = _clock;
        return node;
    }

    private static void Pin(PrefixNode node)
    {
        for (var at = node; at is not null; at = at.Parent) at.Pins++;
    }

    private static int HolderOf(PrefixNode node)
    {
        while (node.Holder < 0) node = node.Children.Values.First();
        return node.Holder;
    }

    /// <summary>A holder for a new leaf under <paramref name="node"/>: the node's own if it is a leaf, a free one, or that of the oldest leaf; -1 when all are pinned.</summary>
    private int Hold(PrefixNode node)
    {
        if (node.Holder >= 0) return node.Holder;
        while (_free.Count == 0 && Oldest() is { } leaf) Shorten(leaf, int.MaxValue);
        // Evicting the last leaf below makes the node itself one.
        if (node.Holder >= 0) return node.Holder;
        return _free.TryPop(out var slot) ? firstHolder + slot : -1;
    }

    private PrefixNode? Oldest()
    {
        PrefixNode? oldest = null;
        foreach (var leaf in _leaves)
            if (leaf is { Pins: 0 } && (oldest is null || leaf.LastUse < oldest.LastUse)) oldest = leaf;
        return oldest;
    }

    private int Shorten(PrefixNode leaf, int wanted)
    {
        var freed = Math.Min(wanted, leaf.Run.Length);
        Cells -= freed;
        if (freed < leaf.Run.Length)
        {
            leaf.Trim(freed);
            cells.Free(leaf.Holder, leaf.End, -1);
            return freed;
        }
        leaf.Detach();
        var holder = leaf.Holder;
        var parent = leaf.Parent!;
        if (parent.Parent is not null && parent.Children.Count == 0)
        {
            cells.Free(holder, parent.End, -1);
            parent.Holder = holder;
            _leaves[holder - firstHolder] = parent;
            return freed;
        }
        cells.Free(holder, parent.End, -1);
        cells.Leave(holder, 0, parent.End);
        _leaves[holder - firstHolder] = null;
        _free.Push(holder - firstHolder);
        return freed;
    }
}
