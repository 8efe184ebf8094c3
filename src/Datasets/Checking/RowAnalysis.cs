using DuckDB.NET.Data;
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

    private readonly Scratch _scratch;
    private readonly DuckDBAppender _appender;
    private readonly RowMeasure _measure;
    private readonly Findings _empty = new();
    private readonly Findings _roles = new();
    private readonly Findings _encoding = new();
    private readonly Findings _tooLong = new();
    private long _ordinal;

    public RowAnalysis(string folder, DatasetsOptions options, RowMeasure measure)
    {
        _measure = measure;
        _scratch = new Scratch(folder, options.AnalysisMemoryMegabytes);
        _scratch.Run("CREATE TABLE rows (ord BIGINT, row BIGINT, split TINYINT, k1 UBIGINT, k2 UBIGINT, p1 UBIGINT, p2 UBIGINT, chars BIGINT, tokens INTEGER)");
        _appender = _scratch.Connection.CreateAppender("rows");
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
        var (key, asked) = (RowKey.Of(RowText.Parts(row).Select(p => p.Text)), RowKey.Of(RowText.Asked(row)));
        var split = row.Split switch { DatasetSplits.Train => (sbyte)0, DatasetSplits.Validation => (sbyte)1, _ => (sbyte)2 };
        _appender.CreateRow()
            .AppendValue(++_ordinal).AppendValue(row.Row).AppendValue(split)
            .AppendValue((ulong)(key >> 64)).AppendValue((ulong)key).AppendValue((ulong)(asked >> 64)).AppendValue((ulong)asked)
            .AppendValue(characters).AppendValue(tokens).EndRow();
    }

    /// <param name="unreadable">Rows of the file that could not be taken; null when there was no file.</param>
    public (DatasetStatistics Statistics, IReadOnlyList<DatasetCheck> Checks) Finish(Findings? unreadable)
    {
        _appender.Dispose();
        var lengths = new Lengths(_scratch);
        var statistics = new DatasetStatistics(lengths.Of("chars"), _measure.Tokens is null ? null : lengths.Of("tokens"), _measure.Tokenizer);
        return (statistics, [.. Checks(unreadable)]);
    }

    public void Dispose()
    {
        _appender.Dispose();
        _scratch.Dispose();
    }

    private IEnumerable<DatasetCheck> Checks(Findings? unreadable)
    {
        if (unreadable is not null) yield return unreadable.As("unreadable", "warning", "Rows of the file were left out, because they could not be read or mapped.", "Every row of the file was taken.");
        yield return _empty.As("empty", "error", "Rows have an empty part: there is nothing to learn from it. The recipe step 'length' removes them.", "No row has an empty part.");
        yield return _roles.As("roles", "error", "Conversations have roles that are not known or not in order; chat templates may refuse them.", "Roles are known and in order.");
        yield return _encoding.As("encoding", "warning", "Texts show signs of a wrong encoding. Import the file again with --encoding, or mend them with the recipe step 'unicode'.", "No sign of a wrong encoding.");
        if (_measure.ContextTokens is { } context)
            yield return _tooLong.As("too-long", "warning", $"Rows are longer than the context of {context} tokens and would be cut{(_measure.Tokens is null ? " (estimated: no tokenizer was chosen)" : "")}.", $"Every row fits {context} tokens{(_measure.Tokens is null ? " (estimated: no tokenizer was chosen)" : "")}.");
        yield return Duplicates().As("duplicate", "warning", "Rows say the same as an earlier one (case and white space aside). The recipe step 'exact-duplicates' removes them.", "No row is there twice.");
        yield return Overlap().As("overlap", "error", "Validation or test rows ask the same as a training row: scores on them would be too good.", "No validation or test row asks what a training row asks.");
    }

    private Findings Duplicates() => Find(
        "SELECT r.row, d.earliest FROM rows r JOIN (SELECT k1, k2, min(ord) AS ord, arg_min(row, ord) AS earliest FROM rows GROUP BY k1, k2 HAVING count(*) > 1) d USING (k1, k2) WHERE r.ord <> d.ord ORDER BY r.ord",
        (_, first) => $"the same as row {first}");

    private Findings Overlap() => Find(
        "SELECT r.row, t.earliest FROM rows r JOIN (SELECT p1, p2, arg_min(row, ord) AS earliest FROM rows WHERE split = 0 GROUP BY p1, p2) t USING (p1, p2) WHERE r.split > 0 ORDER BY r.ord",
        (_, first) => $"asks what row {first} asks, which is for training");

    private Findings Find(string sql, Func<long, long, string> detail)
    {
        var findings = new Findings();
        foreach (var found in _scratch.Ask(sql)) findings.Add(found.GetInt64(0), detail(found.GetInt64(0), found.GetInt64(1)));
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
