namespace Onebox.Tokenizers.Splitting;

/// <summary>Steps one after another, each on what the one before left.</summary>
internal sealed class Sequence(IReadOnlyList<IPreTokenizer> steps) : IPreTokenizer
{
    public void Split(Piece piece, List<Piece> output)
    {
        if (steps.Count == 0)
        {
            output.Add(piece);
            return;
        }

        List<Piece> current = [piece];
        for (var i = 0; i < steps.Count; i++)
        {
            var next = i == steps.Count - 1 ? output : [];
            foreach (var part in current)
            {
                if (part.Length > 0)
                    steps[i].Split(part, next);
            }

            current = next;
        }
    }
}
