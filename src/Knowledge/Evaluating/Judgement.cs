using Onebox.Api.Knowledge;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Evaluating;

/// <summary>What is right for a question: the documents that it names, else passages that hold one of its answers.</summary>
internal sealed class Judgement
{
    private const int MostNamed = 10;

    private readonly IReadOnlyList<string>? _documents;
    private readonly IReadOnlyList<string> _answers;

    private Judgement(IReadOnlyList<string>? documents, IReadOnlyList<string> answers) => (_documents, _answers) = (documents, answers);

    /// <summary>How many right things there are; by passages there is no telling, the first counts.</summary>
    public int Right => _documents?.Count ?? 1;

    /// <summary>Null when neither is known.</summary>
    public static Judgement? Of(KnowledgeQuestion question)
    {
        if (question.Documents is { Count: > 0 } documents) return new Judgement(documents, []);
        return question is { Answerable: true, Answers.Count: > 0 } ? new Judgement(null, question.Answers) : null;
    }

    /// <summary>How a question set may call a document.</summary>
    public static IEnumerable<string> NamesOf(StoredDocument document) => [document.Name, document.Uid, Path.GetFileName(document.Name), Path.GetFileNameWithoutExtension(document.Name)];

    /// <summary>Says which right documents there are none of: their questions count as not found.</summary>
    /// <param name="known">What the documents that can be found are called.</param>
    /// <returns>Null when all are there.</returns>
    public static string? Missing(IEnumerable<KnowledgeQuestion> questions, IReadOnlySet<string> known)
    {
        var lost = questions.Select(q => (q.Documents ?? []).Where(d => !known.Contains(d)).ToList()).Where(names => names.Count > 0).ToList();
        if (lost.Count == 0) return null;
        var names = lost.SelectMany(n => n).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var more = names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "";
        return $"{(lost.Count == 1 ? "1 question names" : $"{lost.Count} questions name")} documents that are not in the base, or that you may not read, which counts as not found: {string.Join(", ", names.Take(MostNamed))}{more}.";
    }

    /// <returns>What is counted once, and whether it is right.</returns>
    public (string Key, bool IsRight) Of(StoredDocument document, long chunk, Func<string> text) => _documents is { } right
        ? (document.Uid, NamesOf(document).Any(right.Contains))
        : (ChunkIds.Of(chunk), _answers.Any(a => a.Length > 0 && text().Contains(a, StringComparison.OrdinalIgnoreCase)));

    public RetrievalQuality Measure(IEnumerable<(string Key, bool IsRight)> ranking, int top)
    {
        var ranked = ranking.DistinctBy(r => r.Key, StringComparer.Ordinal).Select(r => r.IsRight).ToList();
        if (Right == 1 && ranked.IndexOf(true) is >= 0 and var first) ranked = [.. ranked.Select((_, i) => i == first)];
        return RetrievalMeasures.Of(ranked, Right, top);
    }
}
