using System.Diagnostics;
using Onebox.Api.Datasets;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Preparing;

/// <summary>
/// Runs a recipe over a file of rows in as few passes as it can: steps that look at one row run together; one that must have seen all ends
/// a pass, and its verdict is applied by the next. Holds one row at a time.
/// </summary>
/// <param name="folder">For the files between passes.</param>
/// <param name="progress">Gets which pass it is, of how many, and the rows that went by.</param>
internal sealed class Preparation(Recipe recipe, string folder, DatasetsOptions options, Action<int, int, long> progress)
{
    private readonly List<StepTally> _tallies = [.. recipe.Steps.Select(s => new StepTally(s))];

    public IReadOnlyList<PreparationStepInfo> Steps => [.. _tallies.Select(t => t.ToInfo())];

    /// <param name="take">Gets every row that is left, in its order.</param>
    public async Task RunAsync(string rowsPath, Func<DatasetRow, ValueTask> take, CancellationToken cancellation)
    {
        var passes = recipe.Steps.Count(s => s.Step is IWholeStep) + 1;
        var (first, path, removed) = (0, rowsPath, (IWholePass?)null);
        try
        {
            for (var pass = 1; pass <= passes; pass++)
            {
                var last = Enumerable.Range(first, recipe.Steps.Count - first).FirstOrDefault(i => recipe.Steps[i].Step is IWholeStep, recipe.Steps.Count);
                var whole = last < recipe.Steps.Count ? ((IWholeStep)recipe.Steps[last].Step).Begin(Path.Combine(folder, $"pass{pass}"), options) : null;
                var next = Path.Combine(folder, $"pass{pass}.jsonl");
                var verdict = removed is null ? null : new Verdict(removed, _tallies[first - 1], cancellation);
                await PassAsync(path, first, last, verdict, whole, whole is null ? null : next, take, rows => progress(pass, passes, rows), cancellation);
                verdict?.Dispose();
                removed?.Dispose();
                if (path != rowsPath) File.Delete(path);
                (first, path, removed) = (last + 1, next, whole);
            }
        }
        finally
        {
            removed?.Dispose();
        }

        if (_tallies.FirstOrDefault(t => t.RowsOut == 0) is { } emptied) throw DatasetsErrors.NothingLeft(emptied.ToInfo().Name);
    }

    private async Task PassAsync(string path, int first, int last, Verdict? verdict, IWholePass? whole, string? next, Func<DatasetRow, ValueTask> take, Action<long> went, CancellationToken cancellation)
    {
        await using var writer = next is null ? null : new RowWriter(next);
        var (ordinal, seen) = (0L, 0L);
        await foreach (var read in DatasetRows.ReadAsync(path, cancellation: cancellation))
        {
            went(++seen);
            if (verdict is not null && !verdict.Keeps(seen - 1, read)) continue;
            if (Walk(read, first, last) is not { } row) continue;
            if (writer is null)
            {
                await take(row);
                continue;
            }

            row = await writer.WriteAsync(row, static _ => DatasetSplits.Train, cancellation);
            var started = Stopwatch.GetTimestamp();
            whole!.See(ordinal++, row);
            _tallies[last].Spent(Stopwatch.GetElapsedTime(started));
        }

        if (writer is not null) await writer.FinishAsync(cancellation);
    }

    private DatasetRow? Walk(DatasetRow row, int first, int last)
    {
        for (var i = first; i < last; i++)
        {
            if (_tallies[i].Apply((IRowStep)recipe.Steps[i].Step, row).Row is not { } left) return null;
            row = left;
        }

        return row;
    }

    /// <summary>Walks the removed rows beside the rows themselves.</summary>
    private sealed class Verdict(IWholePass pass, StepTally tally, CancellationToken cancellation) : IDisposable
    {
        private IEnumerator<(long Ordinal, string Reason)>? _removed;
        private bool _more;

        public bool Keeps(long ordinal, DatasetRow row)
        {
            if (_removed is null)
            {
                var started = Stopwatch.GetTimestamp();
                _removed = pass.Removed(cancellation).GetEnumerator();
                _more = _removed.MoveNext();
                tally.Spent(Stopwatch.GetElapsedTime(started));
            }

            if (!_more || _removed.Current.Ordinal != ordinal)
            {
                tally.Note(row, StepResult.Kept(row));
                return true;
            }

            tally.Note(row, StepResult.Removed(_removed.Current.Reason));
            // A row may be named more than once.
            while (_more && _removed.Current.Ordinal == ordinal) _more = _removed.MoveNext();
            return false;
        }

        public void Dispose() => _removed?.Dispose();
    }
}
