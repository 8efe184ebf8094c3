namespace Onebox.Models.Loop;

/// <summary>Windows over a stream. At its end it begins again, as the next epoch.</summary>
internal sealed class StreamWindows(ISampleStream stream, TrainingSettings settings) : ISampleWindows
{
    private readonly HashSet<long> _excluded = [.. settings.ExcludedSamples ?? []];
    private readonly long _begin = stream.Position;

    public WindowStart Read(WindowStart at, List<Piece> pieces)
    {
        pieces.Clear();
        if (stream.Position != at.Start) stream.Seek(at.Start);
        var pairs = settings.Method == TrainingMethod.Dpo;
        for (var i = 0; i < settings.PackingWindow; i++)
        {
            var sample = stream.Next();
            if (sample is null) return new WindowStart(at.Epoch + 1, _begin);
            if (!_excluded.Contains(sample.Index)) Piece.Cut(pieces, sample.Index, sample.Tokens.Length + (sample.Rejected?.Tokens.Length ?? 0), pairs, settings, sample);
        }
        return at with { Start = stream.Position };
    }

    public TrainingSample Sample(Piece piece) => piece.Held!;
}
