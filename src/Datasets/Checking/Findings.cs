using Onebox.Api.Datasets;

namespace Onebox.Datasets.Checking;

/// <summary>Counts what a check finds and keeps the first of it.</summary>
internal sealed class Findings
{
    public const int Shown = 100;

    private readonly List<CheckedRow> _rows = [];

    public long Count { get; private set; }

    public IReadOnlyList<CheckedRow> Rows => _rows;

    public void Add(long row, string detail)
    {
        Count++;
        if (_rows.Count < Shown) _rows.Add(new CheckedRow(row, detail));
    }

    public DatasetCheck As(string kind, string severity, string summary, string fine) => new(kind, Count == 0 ? "fine" : severity, Count, Count == 0 ? fine : summary, _rows);
}
