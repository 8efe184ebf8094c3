namespace Onebox.Tokenizers.Splitting;

/// <summary>GPT-2's step: a space before the text if wished, then its own pattern if wished. The bytes themselves are the model's matter.</summary>
internal sealed class ByteLevelSplit(bool prefixSpace, bool ownPattern) : IPreTokenizer
{
    private readonly PatternSplit? _pattern = ownPattern ? new PatternSplit(Patterns.Gpt2) : null;

    public void Split(Piece piece, List<Piece> output)
    {
        if (prefixSpace && piece.Span[0] != ' ')
            piece = Prefixed.With(piece, ' ');
        if (_pattern is null)
            output.Add(piece);
        else
            _pattern.Split(piece, output);
    }
}

/// <summary>A piece with one character before it, which leads back to the piece's first.</summary>
internal static class Prefixed
{
    public static Piece With(Piece piece, char mark)
    {
        var map = new int[piece.Length + 1];
        for (var i = 1; i < map.Length; i++)
            map[i] = piece.Start + i - 1;
        map[0] = piece.Start;
        var text = piece.Text.Rewritten(string.Concat([mark], piece.Span), map);
        return new Piece(text, 0, text.Value.Length) { AtStart = piece.AtStart };
    }
}
