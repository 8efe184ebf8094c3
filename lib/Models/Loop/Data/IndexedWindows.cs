namespace Onebox.Models.Loop;

/// <summary>Windows over a source with a count: each epoch is a permutation that follows from the seed and the epoch.</summary>
internal sealed class IndexedWindows(ISampleSource source, TrainingSettings settings) : ISampleWindows
{
    private readonly HashSet<long> _excluded = [.. settings.ExcludedSamples ?? []];
    private long[]? _order;
    private long _orderEpoch = -1;

    public WindowStart Read(WindowStart at, List<Piece> pieces)
    {
        pieces.Clear();
        var end = Math.Min(source.Count, at.Start + settings.PackingWindow);
        var pairs = settings.Method == TrainingMethod.Dpo;
        for (var i = at.Start; i < end; i++)
        {
            var index = At(at.Epoch, i);
            if (!_excluded.Contains(index)) Piece.Cut(pieces, index, source.LengthOf(index), pairs, settings, held: null);
        }
        return end < source.Count ? at with { Start = end } : new WindowStart(at.Epoch + 1, 0);
    }

    public TrainingSample Sample(Piece piece) => source.Read(piece.Sample);

    private long At(long epoch, long place)
    {
        if (!settings.Shuffle) return place;
        if (_orderEpoch != epoch)
        {
            _order ??= new long[source.Count];
            for (var i = 0L; i < _order.Length; i++) _order[i] = i;
            SplitMix64.From(settings.Seed, 1, epoch).Shuffle(_order.AsSpan());
            _orderEpoch = epoch;
        }
        return _order![place];
    }
}
