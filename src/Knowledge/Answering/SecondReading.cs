using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Tables;

namespace Onebox.Knowledge.Answering;

/// <summary>
/// The passages are read once more, sentence by sentence and without a model, where the model that answered is too small to be believed: it often copies a sentence that is not about the
/// question, or refuses. What it chose counts for its sentence; the sentence that bears on the question most is the answer, quoted where the model said another, and where none does the
/// documents do not say. Larger models are believed (ADR 0304).
/// </summary>
internal sealed class SecondReading(SentenceEmbedder embedder)
{
    /// <summary>What comes before a sentence of the documents that stands for the model's words.</summary>
    public const string Saying = "The documents say: ";

    /// <summary>Models with fewer parameters read no better than words are counted.</summary>
    private const long FewParameters = 200_000_000;

    /// <summary>The least that a sentence must bear on the question, what the model's choice adds to its sentence, and what its refusal takes from all.</summary>
    private const double Least = 0.54, Chosen = 0.15, Refused = 0.1;

    /// <param name="parameters">Of the model that answers; null when that is not known.</param>
    public static bool IsNeeded(long? parameters) => parameters < FewParameters;

    /// <summary>What the model was given, and what its context had no room for.</summary>
    public static IReadOnlyList<Passage> Whole(IReadOnlyList<Passage> given, IReadOnlyList<Hit> found)
    {
        var known = given.SelectMany(p => p.Chunks).Select(c => c.Id).ToHashSet();
        var whole = given.Select(p => p.Chunks.Count == 1 ? p with { Start = 0, Text = p.Hit.Chunk.Text } : p);
        return [.. whole, .. found.Where(h => !known.Contains(h.Chunk.Id)).Select((hit, i) => new Passage(given.Count + 1 + i, hit, 0, hit.Chunk.Text))];
    }

    /// <param name="said">What the model said, held against the passages; null when it refused.</param>
    /// <returns>Null: the documents do not say.</returns>
    public async Task<Checked?> SettleAsync(string question, Checked? said, IReadOnlyList<Passage> passages, CancellationToken cancellation)
    {
        var sentences = await Bearing.OfAsync(question, passages, embedder, cancellation);
        bool IsChosen(Bearing sentence) => said?.Citations.Exists(c => c.Supports && c.Number == sentence.Passage.Number && sentence.Sentence.StartsWith(c.Quote, StringComparison.Ordinal)) == true;
        double Score(Bearing sentence) => sentence.Score + (IsChosen(sentence) ? Chosen : 0) - (said is null ? Refused : 0);
        if (sentences.Count == 0 || sentences.MaxBy(Score) is not { } best || Score(best) < Least) return null;
        return said is { Supported: true } && IsChosen(best) ? said : Quote(best);
    }

    private static Checked Quote(Bearing sentence)
    {
        var citation = CheckCitations.Cite(sentence.Passage, sentence.Sentence);
        var columns = sentence.Passage.Hit.Chunk.Kind == "table" && OneRow.Header(sentence.Passage.Hit) is { } header && header != sentence.Sentence ? $" (columns: {header})" : "";
        return new Checked(FormattableString.Invariant($"{Saying}“{citation.Quote}” [{citation.Number}]{columns}"), [citation], true, []) { Quoted = true };
    }
}
