namespace Onebox.Tokenizers.Splitting;

/// <summary>Where SentencePiece puts its mark before a text.</summary>
internal enum PrependScheme
{
    Always,
    First,
    Never,
}

/// <summary>SentencePiece's step: spaces become a visible mark, one is put before the text, and each mark begins a word.</summary>
internal sealed class MetaspaceSplit(char mark, PrependScheme scheme, bool split) : IPreTokenizer
{
    public void Split(Piece piece, List<Piece> output)
    {
        if (piece.Span.Contains(' '))
        {
            var map = new int[piece.Length];
            for (var i = 0; i < map.Length; i++)
                map[i] = piece.Start + i;
            var text = piece.Text.Rewritten(piece.Span.ToString().Replace(' ', mark), map);
            piece = new Piece(text, 0, text.Value.Length) { AtStart = piece.AtStart };
        }

        if (piece.Span[0] != mark && (scheme == PrependScheme.Always || (scheme == PrependScheme.First && piece.AtStart)))
            piece = Prefixed.With(piece, mark);
        if (!split)
        {
            output.Add(piece);
            return;
        }

        var from = 0;
        for (var at = 1; at <= piece.Length; at++)
        {
            if (at < piece.Length && piece.Span[at] != mark)
                continue;
            output.Add(piece.Part(from, at - from));
            from = at;
        }
    }
}
