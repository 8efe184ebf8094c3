using Onebox.Api.Knowledge;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Evaluating;

/// <summary>What is right for a question: the documents that it names, else passages that hold one of its answers.</summary>
internal sealed class Judgement
{
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

    /// <returns>What is counted once, and whether it is right.</returns>
    public (string Key, bool IsRight) Of(StoredDocument document, long chunk, Func<string> text) => _documents is { } right
        ? (document.Uid, right.Any(r => r == document.Name || r == document.Uid || r == Path.GetFileNameWithoutExtension(document.Name)))
        : (ChunkIds.Of(chunk), _answers.Any(a => a.Length > 0 && text().Contains(a, StringComparison.OrdinalIgnoreCase)));

    public RetrievalQuality Measure(IEnumerable<(string Key, bool IsRight)> ranking, int top)
    {
        var ranked = ranking.DistinctBy(r => r.Key, StringComparer.Ordinal).Select(r => r.IsRight).ToList();
        if (Right == 1 && ranked.IndexOf(true) is >= 0 and var first) ranked = [.. ranked.Select((_, i) => i == first)];
        return RetrievalMeasures.Of(ranked, Right, top);
    }
}
