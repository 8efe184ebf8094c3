using Onebox.Api.Datasets;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Checking;

/// <summary>
/// Looks at every row once, as it goes by: what is wrong with it, how long it is, what names it. At the end it knows the checks and the
/// statistics of the whole. Memory does not grow with the rows.
/// </summary>
internal sealed class RowAnalysis : IDisposable
{
    /// <summary>English text has about so many characters in a token, when no tokenizer counts.</summary>
    private const double CharactersPerToken = 4;

    private readonly string _folder;
    private readonly KeyedRows _same;
    private readonly KeyedRows _asked;
    private readonly Lengths _characters = new();
    private readonly Lengths _tokens = new();
    private readonly RowMeasure _measure;
    private readonly Findings _empty = new();
    private readonly Findings _roles = new();
    private readonly Findings _encoding = new();
    private readonly Findings _tooLong = new();
    private long _ordinal;

    public RowAnalysis(string folder, DatasetsOptions options, RowMeasure measure)
    {
        (_folder, _measure) = (folder, measure);
        _same = new KeyedRows(Path.Combine(folder, "same"), options.AnalysisMemoryBytes);
        _asked = new KeyedRows(Path.Combine(folder, "asked"), options.AnalysisMemoryBytes);
    }

    public void Add(DatasetRow row)
    {
        if (RowFaults.Empty(row) is { } empty) _empty.Add(row.Row, empty);
        if (RowFaults.Roles(row) is { } roles) _roles.Add(row.Row, roles);
        if (RowFaults.Encoding(row) is { } encoding) _encoding.Add(row.Row, encoding);
        var characters = RowText.Characters(row);
        int? tokens = _measure.Tokens?.Invoke(row);
        if (_measure.ContextTokens is { } context && (tokens ?? characters / CharactersPerToken) > context)
            _tooLong.Add(row.Row, tokens is { } counted ? $"{counted} tokens" : $"about {characters / CharactersPerToken:0} tokens (estimated from {characters} characters)");
        _characters.Add(characters);
        if (tokens is { } length) _tokens.Add(length);
        _same.Add(RowKey.Of(RowText.Parts(row).Select(p => p.Text)), ++_ordinal, row.Row);
        _asked.Add(RowKey.Of(RowText.Asked(row)), _ordinal, row.Row, row.Split == DatasetSplits.Train ? KeyRole.Original : KeyRole.Like);
    }

    /// <param name="unreadable">Rows of the file that could not be taken; null when there was no file.</param>
    public (DatasetStatistics Statistics, IReadOnlyList<DatasetCheck> Checks) Finish(Findings? unreadable, CancellationToken cancellation)
    {
        var statistics = new DatasetStatistics(_characters.ToStatistics(), _measure.Tokens is null ? null : _tokens.ToStatistics(), _measure.Tokenizer);
        return (statistics, [.. Checks(unreadable, cancellation)]);
    }

    public void Dispose()
    {
        _same.Dispose();
        _asked.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<DatasetCheck> Checks(Findings? unreadable, CancellationToken cancellation)
    {
        if (unreadable is not null) yield return unreadable.As("unreadable", "warning", "Rows of the file were left out, because they could not be read or mapped.", "Every row of the file was taken.");
        yield return _empty.As("empty", "error", "Rows have an empty part: there is nothing to learn from it. The recipe step 'length' removes them.", "No row has an empty part.");
        yield return _roles.As("roles", "error", "Conversations have roles that are not known or not in order; chat templates may refuse them.", "Roles are known and in order.");
        yield return _encoding.As("encoding", "warning", "Texts show signs of a wrong encoding. Import the file again with --encoding, or mend them with the recipe step 'unicode'.", "No sign of a wrong encoding.");
        if (_measure.ContextTokens is { } context)
            yield return _tooLong.As("too-long", "warning", $"Rows are longer than the context of {context} tokens and would be cut{(_measure.Tokens is null ? " (estimated: no tokenizer was chosen)" : "")}.", $"Every row fits {context} tokens{(_measure.Tokens is null ? " (estimated: no tokenizer was chosen)" : "")}.");
        yield return Duplicates(cancellation).As("duplicate", "warning", "Rows say the same as an earlier one (case and white space aside). The recipe step 'exact-duplicates' removes them.", "No row is there twice.");
        yield return Overlap(cancellation).As("overlap", "error", "Validation or test rows ask the same as a training row: scores on them would be too good.", "No validation or test row asks what a training row asks.");
    }

    private Findings Duplicates(CancellationToken cancellation) => Found(_same.Find(cancellation), like => $"the same as row {like.FirstRow}");

    private Findings Overlap(CancellationToken cancellation) => Found(_asked.Find(cancellation), like => $"asks what row {like.FirstRow} asks, which is for training");

    private static Findings Found(IEnumerable<LikeRow> rows, Func<LikeRow, string> detail)
    {
        var findings = new Findings();
        foreach (var row in rows) findings.Add(row.Row, detail(row));
        return findings;
    }
}

/// <summary>What rows are measured by.</summary>
/// <param name="Tokens">Null: characters are counted.</param>
/// <param name="Tokenizer">The model whose tokenizer it is.</param>
/// <param name="ContextTokens">Null: any length is right.</param>
internal sealed record RowMeasure(Func<DatasetRow, int>? Tokens = null, string? Tokenizer = null, int? ContextTokens = null)
{
    public static readonly RowMeasure Characters = new();
}
