using Onebox.Tokenizers.Splitting;

namespace Onebox.Tokenizers;

/// <summary>Collects tokens, and where in the source text each starts when asked to.</summary>
internal sealed class TokenSink(List<int> ids, List<int>? starts)
{
    private Piece _piece;
    private int _offset;

    /// <summary>The piece that the next tokens come from, and where its text begins in the source.</summary>
    public void Enter(Piece piece, int offset) => (_piece, _offset) = (piece, offset);

    public void Add(int id, int start)
    {
        ids.Add(id);
        starts?.Add(_offset + _piece.Text.Source(_piece.Start + start));
    }

    public void AddAt(int id, int source)
    {
        ids.Add(id);
        starts?.Add(source);
    }
}
