namespace Onebox.Api.Knowledge;

[System.Text.Json.Serialization.JsonConverter(typeof(CamelCaseEnum<SearchMode>))]
public enum SearchMode
{
    Hybrid,
    Text,
    Vector,
}

/// <summary><c>POST /api/knowledge/{base}/search</c>.</summary>
/// <param name="Top">1 to 1,000; null for 10.</param>
/// <param name="Mode">Null for hybrid.</param>
/// <param name="Brief">Without the texts: for many hits of many questions.</param>
/// <param name="MinScore">Hits below it are left out, so that there may be none; null for 0.15, and for 0 with <paramref name="Brief"/>.</param>
/// <param name="Once">Each document once, by its best passage: how rankings of documents are measured.</param>
public sealed record SearchKnowledgeRequest(string Query, int? Top = null, SearchMode? Mode = null, KnowledgeFilter? Filter = null, bool Brief = false, double? MinScore = null, bool Once = false);

/// <summary>Which documents to look at; all that are given must hold.</summary>
/// <param name="Type">Part of the media type, or a file's ending: <c>pdf</c>.</param>
/// <param name="Folder">Below the folder that was added.</param>
/// <param name="Owner">The name of who added it.</param>
/// <param name="Tag">One of its tags.</param>
/// <param name="Document">Its id or name.</param>
/// <param name="After">Its file was changed at or after this time.</param>
/// <param name="Before">Its file was changed before this time.</param>
/// <param name="Attributes">What must hold of its attributes.</param>
public sealed record KnowledgeFilter(
    string? Type = null, string? Folder = null, string? Owner = null, string? Tag = null, string? Document = null, DateTimeOffset? After = null, DateTimeOffset? Before = null, AttributeFilter? Attributes = null);

/// <summary>A condition on a document's attributes, in the shape of OpenAI's vector stores.</summary>
/// <param name="Type">
/// <c>eq</c>, <c>ne</c>, <c>gt</c>, <c>gte</c>, <c>lt</c>, <c>lte</c> (with key and value), <c>in</c>, <c>nin</c> (the value is an array), <c>and</c>, <c>or</c> (with filters).
/// A document without the attribute fulfils <c>ne</c> and <c>nin</c> only.
/// </param>
/// <param name="Value">A string, number or boolean; for <c>in</c> and <c>nin</c> an array of them. Numbers are compared as numbers, strings by their characters.</param>
public sealed record AttributeFilter(string Type, string? Key = null, System.Text.Json.JsonElement? Value = null, IReadOnlyList<AttributeFilter>? Filters = null);

/// <param name="Hits">Best first.</param>
/// <param name="Notes">What was left out of the search, in sentences: an embedding or a reranker that did not answer.</param>
public sealed record KnowledgeHits(IReadOnlyList<KnowledgeHit> Hits, SearchTimes Times, IReadOnlyList<string>? Notes = null);

/// <summary>In milliseconds.</summary>
public sealed record SearchTimes(double Embed, double Text, double Vector, double Rerank, double Total);

/// <param name="Document">The document's name.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="TextScore">By words alone: the share of the best that any text could get for this question.</param>
/// <param name="VectorScore">By meaning alone: the cosine.</param>
/// <param name="HighlightStart">Where in the text the part begins that is nearest in meaning; null when there is none.</param>
public sealed record KnowledgeHit(
    string Document, string DocumentId, string Chunk, int? Page, double Score, string Text, string? Heading = null, string? Range = null, double? TextScore = null, double? VectorScore = null,
    int? HighlightStart = null, int? HighlightLength = null);
