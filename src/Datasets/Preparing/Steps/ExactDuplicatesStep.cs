using Onebox.Datasets.Checking;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Preparing.Steps;

/// <summary>Keeps the first of rows that say the same. <c>compare: normalized</c> passes over case and white space, <c>compare: exact</c> does not.</summary>
internal sealed class ExactDuplicatesStep(StepSettings settings) : IWholeStep
{
    private readonly bool _exact = settings.OneOf("compare", "normalized", "normalized", "exact") == "exact";

    public int ScratchBytesPerRow => KeyedRows.BytesPerNote;

    public IWholePass Begin(string folder, DatasetsOptions options) => new KeyedPass(
        folder,
        options,
        row => _exact ? UInt128.Parse(row.Id, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture) : RowKey.Of(RowText.Parts(row).Select(p => p.Text)),
        _ => KeyRole.Both,
        "duplicate");
}

/// <summary>Removes validation and test rows that ask what a training row asks: scores on them would be too good.</summary>
internal sealed class OverlapStep : IWholeStep
{
    /// <param name="_">There is nothing to set.</param>
    public OverlapStep(StepSettings _)
    {
    }

    public int ScratchBytesPerRow => KeyedRows.BytesPerNote;

    public IWholePass Begin(string folder, DatasetsOptions options) => new KeyedPass(
        folder,
        options,
        row => RowKey.Of(RowText.Asked(row)),
        row => row.Split == DatasetSplits.Train ? KeyRole.Original : KeyRole.Like,
        "asked in training");
}

/// <summary>Notes a key for each row, and leaves out those that have the key of another.</summary>
internal sealed class KeyedPass(string folder, DatasetsOptions options, Func<DatasetRow, UInt128> key, Func<DatasetRow, KeyRole> role, string reason) : IWholePass
{
    private readonly KeyedRows _rows = new(folder, options.AnalysisMemoryBytes);

    public void See(long ordinal, DatasetRow row) => _rows.Add(key(row), ordinal, row.Row, role(row));

    public IEnumerable<(long Ordinal, string Reason)> Removed(CancellationToken cancellation) => _rows.Find(cancellation).Select(like => (like.Ordinal, $"{reason}: row {like.FirstRow}"));

    public void Dispose() => _rows.Dispose();
}
