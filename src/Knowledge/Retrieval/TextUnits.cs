namespace Onebox.Knowledge.Retrieval;

/// <summary>
/// What a text score is about: a whole document, or, of a long one, its parts. Chunks are cut for finding and reading; a document that is cut in two is still one text, and the words of
/// a question may stand in both halves. Documents up to <see cref="MostTerms"/> are scored as Lucene scores them; a longer one by the mean of itself and its parts (ADR 0282).
/// </summary>
internal sealed class TextUnits
{
    /// <summary>About a page.</summary>
    public const int MostTerms = 250;

    private readonly int[] _unitOf;
    private readonly int[] _lengths;
    private readonly int[] _firstOf;

    private TextUnits(int[] unitOf, int[] lengths, int[] firstOf) =>
        (_unitOf, _lengths, _firstOf) = (unitOf, lengths, firstOf);

    public int Count => _lengths.Length;

    public int Of(int chunk) => _unitOf[chunk];

    /// <summary>In terms; function words are not counted.</summary>
    public int LengthOf(int unit) => _lengths[unit];

    /// <summary>The chunk that it begins with: here it says the headings that it stands under.</summary>
    public int FirstOf(int unit) => _firstOf[unit];

    /// <param name="documentOf">By chunk; 0 for none. A document's chunks follow each other.</param>
    /// <param name="lengthOf">By chunk, in terms.</param>
    /// <param name="saidOf">By chunk: how many of them its document has said before.</param>
    /// <param name="isAlone">By chunk: it is a text of its own, as a table's row is where rows are chunks.</param>
    public static TextUnits Of(long[] documentOf, int[] lengthOf, int[] saidOf, bool[] isAlone, int mostTerms)
    {
        var (unitOf, lengths, firstOf) = (new int[documentOf.Length], new List<int>(), new List<int>());
        for (var first = 0; first < documentOf.Length;)
        {
            var (document, end, total) = (documentOf[first], first, 0);
            for (; end < documentOf.Length && documentOf[end] == document; end++) total += lengthOf[end] - saidOf[end];
            if (document != 0)
            {
                // Equal parts, each whole chunks.
                var parts = (int)Math.Max(1, (total + (long)mostTerms - 1) / mostTerms);
                var (part, before) = (-1, 0);
                for (var chunk = first; chunk < end; chunk++)
                {
                    var own = lengthOf[chunk] - saidOf[chunk];
                    var mine = Math.Min(parts - 1, (int)((before + (own / 2L)) * parts / Math.Max(1, total)));
                    if (mine != part || isAlone[chunk] || isAlone[chunk - 1])
                    {
                        lengths.Add(saidOf[chunk]);
                        firstOf.Add(chunk);
                    }

                    part = mine;
                    unitOf[chunk] = lengths.Count - 1;
                    lengths[^1] += own;
                    before += own;
                }
            }

            first = end;
        }

        return new TextUnits(unitOf, [.. lengths], [.. firstOf]);
    }
}
