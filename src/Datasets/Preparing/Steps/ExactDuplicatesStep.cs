using Onebox.Datasets.Checking;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Preparing.Steps;

/// <summary>Keeps the first of rows that say the same. <c>compare: normalized</c> passes over case and white space, <c>compare: exact</c> does not.</summary>
internal sealed class ExactDuplicatesStep(StepSettings settings) : IWholeStep
{
    private readonly bool _exact = settings.OneOf("compare", "normalized", "normalized", "exact") == "exact";

    public IWholePass Begin(string folder, DatasetsOptions options) => new KeyedPass(
        folder,
        options,
        row => _exact ? UInt128.Parse(row.Id, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture) : RowKey.Of(RowText.Parts(row).Select(p => p.Text)),
        "SELECT r.ord, d.earliest FROM keys r JOIN (SELECT k1, k2, min(ord) AS ord, arg_min(row, ord) AS earliest FROM keys GROUP BY k1, k2 HAVING count(*) > 1) d USING (k1, k2) WHERE r.ord <> d.ord ORDER BY r.ord",
        "duplicate");
}

/// <summary>Removes validation and test rows that ask what a training row asks: scores on them would be too good.</summary>
internal sealed class OverlapStep : IWholeStep
{
    /// <param name="_">There is nothing to set.</param>
    public OverlapStep(StepSettings _)
    {
    }

    public IWholePass Begin(string folder, DatasetsOptions options) => new KeyedPass(
        folder,
        options,
        row => RowKey.Of(RowText.Asked(row)),
        "SELECT r.ord, t.earliest FROM keys r JOIN (SELECT k1, k2, arg_min(row, ord) AS earliest FROM keys WHERE split = 0 GROUP BY k1, k2) t USING (k1, k2) WHERE r.split > 0 ORDER BY r.ord",
        "asked in training");
}

/// <summary>Notes a key for each row, and asks DuckDB which rows to leave out.</summary>
internal sealed class KeyedPass : IWholePass
{
    private readonly Scratch _scratch;
    private readonly DuckDB.NET.Data.DuckDBAppender _appender;
    private readonly Func<DatasetRow, UInt128> _key;
    private readonly string _question;
    private readonly string _reason;

    /// <param name="question">Answers with ordinals, rising, and the number of the row that each is like.</param>
    public KeyedPass(string folder, DatasetsOptions options, Func<DatasetRow, UInt128> key, string question, string reason)
    {
        (_key, _question, _reason) = (key, question, reason);
        _scratch = new Scratch(folder, options.AnalysisMemoryMegabytes);
        _scratch.Run("CREATE TABLE keys (ord BIGINT, row BIGINT, split TINYINT, k1 UBIGINT, k2 UBIGINT)");
        _appender = _scratch.Connection.CreateAppender("keys");
    }

    public void See(long ordinal, DatasetRow row)
    {
        var key = _key(row);
        _appender.CreateRow().AppendValue(ordinal).AppendValue(row.Row).AppendValue(row.Split == DatasetSplits.Train ? (sbyte)0 : (sbyte)1).AppendValue((ulong)(key >> 64)).AppendValue((ulong)key).EndRow();
    }

    public IEnumerable<(long Ordinal, string Reason)> Removed()
    {
        _appender.Dispose();
        return _scratch.Ask(_question).Select(found => (found.GetInt64(0), $"{_reason}: row {found.GetInt64(1)}"));
    }

    public void Dispose()
    {
        _appender.Dispose();
        _scratch.Dispose();
    }
}
