namespace Onebox.Api.Datasets;

/// <summary>A dataset in one of its versions. The rows of a version never change; a new import or preparation is a new version.</summary>
public sealed record DatasetInfo
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>1 for the first.</summary>
    public required int Version { get; init; }
    public required string VersionId { get; init; }

    /// <summary><c>importing</c> (a task makes it) or <c>ready</c>.</summary>
    public required string State { get; init; }

    /// <summary>The task that makes or made it.</summary>
    public required string TaskId { get; init; }

    /// <summary>What a row holds: <c>chat</c>, <c>text</c>, <c>preference</c> or <c>questions</c>.</summary>
    public string? Shape { get; init; }

    /// <summary>How the file said it: <c>openai-chat</c>, <c>sharegpt</c>, <c>alpaca</c>…</summary>
    public string? RecognizedAs { get; init; }

    /// <summary>From 0 to 1: how sure the recognition was; 1 when somebody said it.</summary>
    public double? Confidence { get; init; }

    /// <summary>The file's: <c>jsonl</c>, <c>json</c>, <c>csv</c>, <c>tsv</c>, <c>parquet</c>, <c>excel</c>, <c>text</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Where it came from.</summary>
    public required string Source { get; init; }
    public required long Rows { get; init; }
    public required SplitInfo Splits { get; init; }
    public required long SizeBytes { get; init; }

    /// <summary>SHA-256 of the rows in the canonical form (docs/formats/dataset-rows.md), hex.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Where the rows lie on the box.</summary>
    public string? RowsPath { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The version that this one was prepared from, <c>name@number</c>.</summary>
    public string? PreparedFrom { get; init; }

    /// <summary>The preparation recipe, YAML as it was given.</summary>
    public string? Recipe { get; init; }

    /// <summary>Groups, <c>user:NAME</c> and <c>role:ROLE</c> that may read it; none: everybody who may read datasets.</summary>
    public IReadOnlyList<string>? Readers { get; init; }

    /// <summary>Null in lists.</summary>
    public DatasetDetails? Details { get; init; }

    /// <summary>All its versions, the newest first; null in lists.</summary>
    public IReadOnlyList<DatasetVersionInfo>? Versions { get; init; }
}

public sealed record SplitInfo(long Train, long Validation, long Test);

public sealed record DatasetVersionInfo(int Version, string State, long Rows, string ContentHash, string Source, DateTimeOffset CreatedAt);

/// <summary>What was found out about a version.</summary>
/// <param name="Skipped">Rows of the file that could not be taken; the check <c>unreadable</c> says which and why.</param>
/// <param name="Columns">The file's.</param>
/// <param name="Steps">What each step of the preparation did; null for an import.</param>
public sealed record DatasetDetails(
    DatasetStatistics Statistics,
    IReadOnlyList<DatasetCheck> Checks,
    long Skipped = 0,
    IReadOnlyList<string>? Columns = null,
    IReadOnlyDictionary<string, string>? Map = null,
    IReadOnlyList<PreparationStepInfo>? Steps = null);

/// <param name="Characters">Of each row: Unicode code points of all that a model would see.</param>
/// <param name="Tokens">Null when no tokenizer was chosen.</param>
/// <param name="Tokenizer">The model whose tokenizer counted.</param>
public sealed record DatasetStatistics(LengthStatistics Characters, LengthStatistics? Tokens = null, string? Tokenizer = null);

/// <param name="Histogram">Whole range, no gap; bounds double.</param>
public sealed record LengthStatistics(long Total, double Mean, long Min, long Median, long P90, long P99, long Max, IReadOnlyList<LengthBar> Histogram);

/// <param name="From">Included.</param>
/// <param name="To">Not included.</param>
public sealed record LengthBar(long From, long To, long Rows);

/// <param name="Kind"><c>unreadable</c>, <c>empty</c>, <c>too-long</c>, <c>roles</c>, <c>encoding</c>, <c>duplicate</c>, <c>overlap</c>.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c>, or <c>fine</c> when nothing was found.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Summary">What was looked for and found, and what to do.</param>
/// <param name="Rows">The first of them, by the numbers of the original file.</param>
public sealed record DatasetCheck(string Kind, string Severity, long Count, string Summary, IReadOnlyList<CheckedRow> Rows);

public sealed record CheckedRow(long Row, string Detail);

/// <param name="Name">The step's own name in the recipe.</param>
/// <param name="Step">Which step it is: <c>exact-duplicates</c>.</param>
/// <param name="Reasons">Why rows were removed or changed, and how many for each.</param>
public sealed record PreparationStepInfo(
    string Name, string Step, long RowsIn, long RowsOut, long Changed, IReadOnlyDictionary<string, long> Reasons, IReadOnlyList<PreparationSample> Samples, double Seconds);

/// <param name="After">Null: the row was removed.</param>
public sealed record PreparationSample(long Row, string Reason, string Before, string? After);
