namespace Onebox.Embeddings;

/// <summary>The vocabulary letter by letter: a walk from the root ends as soon as no piece begins so.</summary>
internal sealed class PieceTrie
{
    public const int Root = 0;

    private readonly Dictionary<long, int> _next = [];
    private readonly List<int> _pieces = [0];

    /// <param name="id">Above 0. Of two pieces that are written alike the later one counts.</param>
    public void Add(string piece, int id)
    {
        var node = Root;
        foreach (var letter in piece)
        {
            var from = node;
            if (TryStep(ref node, letter)) continue;
            node = _pieces.Count;
            _next[Key(from, letter)] = node;
            _pieces.Add(0);
        }

        _pieces[node] = id;
    }

    /// <returns>False when no piece goes on so; <paramref name="node"/> is then no longer a place.</returns>
    public bool TryStep(ref int node, char letter) => _next.TryGetValue(Key(node, letter), out node);

    /// <summary>The piece that ends here; 0 for none.</summary>
    public int At(int node) => _pieces[node];

    private static long Key(int node, char letter) => ((long)node << 16) | letter;
}
