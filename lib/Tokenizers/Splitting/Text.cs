namespace Onebox.Tokenizers.Splitting;

/// <summary>A text on its way to tokens. <c>Map</c> leads each of its characters back to the text that came in; null: they are the same.</summary>
internal sealed class Text(string value, int[]? map = null)
{
    public string Value { get; } = value;

    public int[]? Map { get; } = map;

    public int Source(int at) => Map is null ? at : at < Map.Length ? Map[at] : Map.Length == 0 ? 0 : Map[^1] + 1;

    /// <summary>A text made from this one, with <paramref name="map"/> leading to this one's characters.</summary>
    public Text Rewritten(string value, int[] map)
    {
        if (Map is not null)
        {
            for (var i = 0; i < map.Length; i++)
                map[i] = Source(map[i]);
        }

        return new Text(value, map);
    }
}

/// <summary>A part of a text.</summary>
internal readonly record struct Piece(Text Text, int Start, int Length)
{
    /// <summary>The piece begins where the source text begins (some tokenizers put a space before that one only).</summary>
    public bool AtStart { get; init; }

    public ReadOnlySpan<char> Span => Text.Value.AsSpan(Start, Length);

    public Piece Part(int start, int length) => new(Text, Start + start, length) { AtStart = AtStart && start == 0 };
}

/// <summary>A step that cuts a piece into smaller ones (or rewrites it) before the model sees it.</summary>
internal interface IPreTokenizer
{
    void Split(Piece piece, List<Piece> output);
}
