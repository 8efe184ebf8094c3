namespace Onebox.Api.Datasets;

/// <summary>
/// <c>POST /api/datasets/import</c>. Just one source: <paramref name="Path"/> (a file on the box), <paramref name="Url"/> or
/// <paramref name="Upload"/> (the id of a finished upload). A name that is there already gets a new version.
/// </summary>
/// <param name="Name">Null: from the file's name.</param>
/// <param name="Format">Null: by the file's content and name. <c>jsonl</c>, <c>json</c>, <c>csv</c>, <c>tsv</c>, <c>parquet</c>, <c>excel</c>, <c>text</c>.</param>
/// <param name="Shape">Null: recognised. <c>openai-chat</c>, <c>sharegpt</c>, <c>alpaca</c>, <c>prompt-completion</c>, <c>preference</c>, <c>text</c>, <c>questions</c>.</param>
/// <param name="Map">Which column is what: <c>prompt</c> → <c>Frage</c>. A dot goes into an object.</param>
/// <param name="Roles">What the file calls a role: <c>human</c> → <c>user</c>.</param>
/// <param name="Shares">Parts of train, validation and test; null: 0.9, 0.05, 0.05. A split that the file names is kept.</param>
/// <param name="TextUnit">For plain text, what a row is: <c>paragraph</c>, <c>line</c> or <c>document</c>.</param>
/// <param name="Sheet">Of an Excel file; null: the largest.</param>
/// <param name="Columns">The names of the columns of a table (CSV, TSV, Excel) whose first line is a row already; null: the first line names them.</param>
/// <param name="Delimiter">Of a CSV file; null: found out.</param>
/// <param name="Encoding">Null: found out. <c>utf-8</c>, <c>utf-16le</c>, <c>utf-16be</c>, <c>utf-32le</c>, <c>utf-32be</c>, <c>shift-jis</c>, <c>windows-1252</c>.</param>
/// <param name="Tokenizer">A model on the box whose tokenizer counts; null: characters are counted.</param>
/// <param name="ContextTokens">Longer rows are reported.</param>
public sealed record ImportDatasetRequest(
    string? Name = null,
    string? Path = null,
    string? Url = null,
    string? Upload = null,
    string? Format = null,
    string? Shape = null,
    IReadOnlyDictionary<string, string>? Map = null,
    IReadOnlyDictionary<string, string>? Roles = null,
    SplitShares? Shares = null,
    string? TextUnit = null,
    string? Sheet = null,
    string? Delimiter = null,
    string? Encoding = null,
    string? Tokenizer = null,
    int? ContextTokens = null,
    IReadOnlyList<string>? Readers = null,
    IReadOnlyList<string>? Columns = null);

/// <summary><c>PATCH /api/datasets/{reference}</c>.</summary>
/// <param name="Readers">All who may read it from now on: groups, <c>user:NAME</c>, <c>role:ROLE</c>; none: everybody who may read datasets.</param>
public sealed record ChangeDatasetRequest(IReadOnlyList<string> Readers);

/// <param name="Train">From 0 to 1; the three add up to 1.</param>
public sealed record SplitShares(double Train, double Validation, double Test);

/// <summary><c>POST /api/datasets/{reference}/check</c>.</summary>
public sealed record CheckDatasetRequest(string? Tokenizer = null, int? ContextTokens = null);

/// <summary><c>POST /api/datasets/{reference}/prepare</c>: makes a new version of the same dataset, or the first of <paramref name="Name"/>.</summary>
/// <param name="Recipe">YAML; docs/formats/dataset-recipe.md.</param>
public sealed record PrepareDatasetRequest(string Recipe, string? Name = null);

/// <summary>Rows as they are, and as a model will see them.</summary>
/// <param name="Template">What wrote the texts: a model's name or a built-in template's; null without one.</param>
/// <param name="Notice">What to know about it.</param>
public sealed record DatasetPreview(string Reference, string Shape, long Offset, long Total, IReadOnlyList<PreviewRow> Rows, string? Template = null, string? Notice = null);

/// <param name="Row">In the original file.</param>
/// <param name="Parts">The row's parts in order: <c>user</c>, <c>assistant</c>, <c>question</c>…</param>
/// <param name="Seen">The text as the model gets it, cut where training begins and ends; null without a template.</param>
/// <param name="Problem">Why the template cannot render this row.</param>
/// <param name="Tokens">Of the text; null without a tokenizer.</param>
public sealed record PreviewRow(string Id, string Split, long Row, IReadOnlyList<PreviewPart> Parts, IReadOnlyList<SeenSpan>? Seen = null, string? Problem = null, int? Tokens = null);

public sealed record PreviewPart(string Name, string Text);

/// <param name="Trained">True: the loss counts here.</param>
public sealed record SeenSpan(string Text, bool Trained);

/// <summary><c>POST /api/datasets/recognize</c>: what an import of this file would do, without doing it.</summary>
/// <param name="Candidates">The surest first.</param>
/// <param name="Samples">The first records of the file, as they are, JSON.</param>
/// <param name="Problem">Why an import would not know what to do; null when it would.</param>
public sealed record RecognitionInfo(
    string Format, string? Encoding, IReadOnlyList<string> Columns, IReadOnlyList<ShapeCandidate> Candidates, IReadOnlyList<string> Samples, string? Problem = null, string? Remedy = null);

/// <param name="Map">Which column it would take for what.</param>
/// <param name="Why">What speaks for it.</param>
public sealed record ShapeCandidate(string Shape, double Confidence, IReadOnlyDictionary<string, string> Map, string Why);
