namespace Onebox.Knowledge.Retrieval;

/// <summary>
/// What a text score is about: a whole document, or, of a long one, a few pages of it. Chunks are cut for finding and reading; a document that is cut in two is still one text, and the
/// words of a question may stand in both halves. Documents up to <see cref="MostTerms"/> are scored as Lucene scores them whole.
/// </summary>
internal sealed class TextUnits
{
    /// <summary>About four pages; see ADR 0196 for what other sizes gave.</summary>
    public const int MostTerms = 1000;

    private readonly int[] _unitOf;
    private readonly int[] _lengths;

    private TextUnits(int[] unitOf, int[] lengths)
    {
        (_unitOf, _lengths) = (unitOf, lengths);
        MeanLength = lengths.Length == 0 ? 1 : Math.Max(1, lengths.Sum(l => (long)l) / (double)lengths.Length);
    }

    public int Count => _lengths.Length;

    /// <summary>In terms; function words are not counted.</summary>
    public double MeanLength { get; }

    public int Of(int chunk) => _unitOf[chunk];

    public int LengthOf(int unit) => _lengths[unit];

    /// <param name="documentOf">By chunk; 0 for none. A document's chunks follow each other.</param>
    /// <param name="lengthOf">By chunk, in terms.</param>
    public static TextUnits Of(long[] documentOf, int[] lengthOf, int mostTerms = MostTerms)
    {
        var (unitOf, lengths) = (new int[documentOf.Length], new List<int>());
        for (var first = 0; first < documentOf.Length;)
        {
            var (document, end, total) = (documentOf[first], first, 0);
            for (; end < documentOf.Length && documentOf[end] == document; end++) total += lengthOf[end];
            if (document != 0)
            {
                // Equal parts, each whole chunks.
                var parts = Math.Max(1, (total + mostTerms - 1) / mostTerms);
                var (part, before) = (-1, 0);
                for (var chunk = first; chunk < end; chunk++)
                {
                    var mine = Math.Min(parts - 1, (int)((before + (lengthOf[chunk] / 2L)) * parts / Math.Max(1, total)));
                    if (mine != part) lengths.Add(0);
                    part = mine;
                    unitOf[chunk] = lengths.Count - 1;
                    lengths[^1] += lengthOf[chunk];
                    before += lengthOf[chunk];
                }
            }

            first = end;
        }

        return new TextUnits(unitOf, [.. lengths]);
    }
}
