using System.Diagnostics;
using Onebox.Api.Datasets;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Preparing;

/// <summary>Counts what a step did, and keeps the first few rows that it touched, before and after.</summary>
internal sealed class StepTally(RecipeStep step)
{
    private const int SamplesOfAReason = 2;
    private const int SamplesKept = 10;
    private const int SampleCharacters = 400;
    private const int Lead = 60;

    private readonly Dictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private readonly List<PreparationSample> _samples = [];
    private long _in;
    private long _out;
    private long _changed;
    private long _ticks;

    public long RowsOut => _out;

    public StepResult Apply(IRowStep how, DatasetRow row)
    {
        var started = Stopwatch.GetTimestamp();
        var result = how.Apply(row);
        _ticks += Stopwatch.GetTimestamp() - started;
        Note(row, result);
        return result;
    }

    public void Note(DatasetRow before, StepResult result)
    {
        _in++;
        if (result.Row is not null) _out++;
        if (result.Reason is not { } reason) return;
        if (result.Row is not null) _changed++;
        // Kinds of reason are counted; what is particular to a row stands in the sample.
        var kind = reason.Split(':', 2)[0];
        _reasons[kind] = _reasons.GetValueOrDefault(kind) + 1;
        if (_samples.Count < SamplesKept && _samples.Count(s => s.Reason.Split(':', 2)[0] == kind) < SamplesOfAReason) _samples.Add(Sample(before, result.Row, reason));
    }

    public void Spent(TimeSpan time) => _ticks += (long)(time.TotalSeconds * Stopwatch.Frequency);

    public PreparationStepInfo ToInfo() => new(step.Name, step.Kind, _in, _out, _changed, _reasons, _samples, Math.Round((double)_ticks / Stopwatch.Frequency, 2));

    private static PreparationSample Sample(DatasetRow before, DatasetRow? after, string reason)
    {
        var old = RowText.Joined(before);
        if (after is null) return new PreparationSample(before.Row, reason, Window(old, 0), null);
        var now = RowText.Joined(after);
        var from = Math.Max(0, old.AsSpan().CommonPrefixLength(now) - Lead);
        return new PreparationSample(before.Row, reason, Window(old, from), Window(now, from));
    }

    private static string Window(string text, int from)
    {
        if (from < text.Length && char.IsLowSurrogate(text[from])) from++;
        var to = Math.Min(text.Length, from + SampleCharacters);
        if (to < text.Length && char.IsLowSurrogate(text[to])) to--;
        return (from > 0 ? "…" : "") + text[from..to] + (to < text.Length ? "…" : "");
    }
}
