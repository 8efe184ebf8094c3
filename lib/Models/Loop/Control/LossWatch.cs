namespace Onebox.Models.Loop;

/// <summary>Holds each step's loss against the last ones.</summary>
internal sealed class LossWatch(double factor, IEnumerable<double> earlier)
{
    private const int Window = 64;
    private const int Needed = 20;

    // Losses of a run that has settled hardly differ: a rise below this is no spike.
    private const double LeastDeviation = 0.05;
    private readonly Queue<double> _losses = new(earlier.TakeLast(Window));

    public IReadOnlyList<double> Losses => [.. _losses];

    /// <summary>The mean that a loss is far above, or null when it is within the usual range.</summary>
    public double? SpikeOver(double loss)
    {
        if (factor <= 0 || _losses.Count < Needed) return null;
        var mean = _losses.Average();
        var deviation = Math.Sqrt(_losses.Sum(l => (l - mean) * (l - mean)) / _losses.Count);
        return loss > mean + (factor * Math.Max(deviation, LeastDeviation)) ? mean : null;
    }

    public void Add(double loss)
    {
        _losses.Enqueue(loss);
        if (_losses.Count > Window) _losses.Dequeue();
    }
}
