namespace Onebox.Knowledge.Text;

/// <summary>A term as it stands in the index.</summary>
/// <param name="IsCommon">A function word of its text's language: it is in the index, but counts in no length and in no question that has others.</param>
/// <param name="IsPrefix">A single character of a script without spaces: it stands for every pair that begins with it.</param>
/// <param name="Word">What it was made of, where other languages than English may cut it otherwise: in lower case, with its accents.</param>
/// <param name="Pieces">Of a name in parts that is one term (<c>debian·org</c>) the terms that it is made of; null for others.</param>
internal readonly record struct Term(string Text, bool IsCommon = false, bool IsPrefix = false, string? Word = null, IReadOnlyList<string>? Pieces = null);

/// <summary>A text's terms.</summary>
/// <param name="Terms">In order: what is counted and scored.</param>
/// <param name="Wholes">
/// What was written in parts, written together: of <c>AB-1234</c> the <c>ab1234</c>. It is no further term of the text: it only lets a text that is written in parts be found by
/// a question that is not, and the other way round.
/// </param>
/// <param name="Parts">Longer letters and numbers inside one written together: of <c>X200Pro</c> the <c>200</c> and <c>pro</c>.</param>
internal sealed record AnalyzedText(IReadOnlyList<Term> Terms, IReadOnlyList<string> Wholes, IReadOnlyList<string> Parts)
{
    /// <summary>Stands before other spellings in the index, so that they are told from terms. No letter of any text.</summary>
    public const char OtherSpelling = '¦';

    /// <summary>Stands before what a document has said before: a heading in each chunk below it.</summary>
    public const char Said = '§';

    /// <summary>Stands before a language's code and a stem of it. English stems have none.</summary>
    public const char OfLanguage = '‡';

    /// <summary>What goes into the full-text index.</summary>
    /// <param name="mark">Stands before each; null for none.</param>
    public IEnumerable<string> ForIndex(char? mark = null) =>
        Terms.Select(t => t.Text).Concat(Wholes.Concat(Parts).Concat(Terms.SelectMany(t => t.Pieces ?? [])).Distinct(StringComparer.Ordinal).Select(other => OtherSpelling + other)).Select(term => mark + term);

    /// <summary>Without function words: the text's length for BM25.</summary>
    public int Length => Terms.Count(t => !t.IsCommon);
}

/// <summary>Something that a question asks for.</summary>
/// <param name="Spellings">Terms of the index that stand for it; they count as one.</param>
/// <param name="Times">How often the question says it.</param>
/// <param name="IsExtra">Another way to write what other terms of the question say: it finds texts that write it so, and is not missed in others.</param>
internal sealed record QueryTerm(IReadOnlyList<string> Spellings, int Times, bool IsPrefix = false, bool IsExtra = false);
