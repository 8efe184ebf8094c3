namespace Onebox.Api.Knowledge;

/// <summary>A question of a question set.</summary>
/// <param name="Answers">Any of these is right; null when it is not known.</param>
/// <param name="Documents">Names of the documents that hold the answer; null when it is not known: then a passage with one of the answers counts.</param>
/// <param name="Answerable">False: the documents do not say.</param>
/// <param name="WrittenBy">The route whose model wrote it from a chunk of the base; null for one that a person gave.</param>
public sealed record KnowledgeQuestion(
    string Question, string? Id = null, IReadOnlyList<string>? Answers = null, IReadOnlyList<string>? Documents = null, bool Answerable = true, string? WrittenBy = null);

/// <summary><c>POST /api/knowledge/{base}/questions/write</c>: a model writes questions from the base's chunks. Those that it wrote before go; those that people gave stay.</summary>
/// <param name="Count">How many, 1 to 1,000; null for 50. There may be fewer: bad ones are left out.</param>
/// <param name="Seed">Which chunks are taken; null for 1. The same seed takes the same chunks of an unchanged base.</param>
public sealed record WriteQuestionsRequest(string Route, int? Count = null, int? Seed = null);

/// <summary><c>POST /api/knowledge/{base}/evaluations</c>.</summary>
/// <param name="Questions">Null: the base's own set. Else they become the base's own set.</param>
/// <param name="Route">Also have every question answered by this model; null: retrieval alone.</param>
/// <param name="Top">The k of recall@k; null for 10.</param>
/// <param name="Learn">Set the base's weights of text and vectors to the best that was measured.</param>
/// <param name="Compare">Also measure with and without what can be set: ranking again by the base's reranker; with a route, reading what stands around passages.</param>
/// <param name="AtLeast">The gate: the least that measures may have (<c>ndcg</c>, <c>recall</c>, <c>mrr</c>, <c>f1</c>, <c>citationPrecision</c>, <c>notInDocuments</c>).</param>
public sealed record EvaluateKnowledgeRequest(
    IReadOnlyList<KnowledgeQuestion>? Questions = null, string? Route = null, int? Top = null, int? Passages = null, bool Learn = true, IReadOnlyDictionary<string, double>? AtLeast = null,
    bool Compare = false);

/// <summary>How well a base answers its question set.</summary>
public sealed record KnowledgeEvaluation
{
    public required string Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int Questions { get; init; }

    /// <summary>Questions whose right document or passage is known: what retrieval is measured on.</summary>
    public required int Judged { get; init; }

    /// <summary>The k of recall@k.</summary>
    public required int Top { get; init; }
    public required RetrievalQuality Text { get; init; }
    public required RetrievalQuality Vector { get; init; }
    public required RetrievalQuality Hybrid { get; init; }

    /// <summary>The weights that were measured as <see cref="Hybrid"/>, and that the base has from now on if it was to learn.</summary>
    public required FusionInfo Fusion { get; init; }
    public AnswerQuality? Answers { get; init; }

    /// <summary>Means, in milliseconds a question.</summary>
    public required AnswerTimes Times { get; init; }
    public required KnowledgeSettings Settings { get; init; }
    public string? Route { get; init; }

    /// <summary>The same questions with and without what can be set; null when that was not asked for.</summary>
    public IReadOnlyList<ComparedSetting>? Compared { get; init; }

    /// <summary>Null without a gate.</summary>
    public bool? Passed { get; init; }

    /// <summary>What the gate found too low.</summary>
    public IReadOnlyList<string>? Shortfalls { get; init; }

    /// <summary>What makes the figures worth less than they look: right documents that the base does not have. Null when there is nothing to say.</summary>
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>One setting, measured.</summary>
/// <param name="Retrieval">Null where answers were measured.</param>
/// <param name="Answers">Null where retrieval was measured.</param>
/// <param name="Times">Means, in milliseconds a question.</param>
/// <param name="Change">Held question by question against the first that measured the same; null for that one, and where too few questions were measured under both.</param>
public sealed record ComparedSetting(string Setting, RetrievalQuality? Retrieval, AnswerQuality? Answers, AnswerTimes Times, SettingChange? Change = null);

/// <summary>What a setting changes, over the questions that were measured with and without it.</summary>
/// <param name="Measure"><c>ndcg</c> of what is found, <c>f1</c> of answers.</param>
/// <param name="Mean">Of the differences, −1 to 1; above 0 is better.</param>
/// <param name="Low">The true difference lies between this…</param>
/// <param name="High">…and this with 95 % confidence.</param>
public sealed record SettingChange(string Measure, double Mean, double Low, double High, int Questions);

/// <summary>Means over the judged questions, 0 to 1.</summary>
public sealed record RetrievalQuality(double RecallAtK, double NdcgAt10, double Mrr);

/// <summary>Means, 0 to 1; null where the questions do not allow it.</summary>
/// <param name="F1">Words in common with the nearest right answer (as SQuAD counts them).</param>
/// <param name="InPassages">A right answer stands in the passages that the model was given: what a perfect reader could get.</param>
/// <param name="CitationPrecision">Citations that support what they are cited for.</param>
/// <param name="CitationSupport">Answers with at least one citation that supports them.</param>
/// <param name="CitationCorrect">Citations of a right document.</param>
/// <param name="NotInDocuments">Said so where, and only where, the documents do not say.</param>
public sealed record AnswerQuality(double? F1, double? Exact, double? CitationPrecision, double? CitationSupport, double? CitationCorrect, double? NotInDocuments, int Asked, int Failed,
    double? InPassages = null);
