namespace Onebox.Models.Loop;

/// <summary>Pieces → the arrays of a micro-batch.</summary>
internal static class BuildBatch
{
    /// <summary>Null when none of the pieces says anything.</summary>
    public static PackedBatch? From(List<Piece> pieces, ISampleWindows windows)
    {
        var size = pieces.Sum(p => p.Length);
        var batch = new Arrays(new int[size], new int[size], new List<BatchSegment>(pieces.Count));
        Array.Fill(batch.Targets, -1);
        var at = 0;
        foreach (var piece in pieces) at += Place(batch, at, piece, windows.Sample(piece));
        if (at == 0) return null;
        var tokens = at == size ? batch.Tokens : batch.Tokens[..at];
        return new PackedBatch(new TokenBatch(tokens, [.. batch.Segments.Select(s => s.Start)], at == size ? batch.Targets : batch.Targets[..at]), batch.Segments);
    }

    private static int Place(Arrays batch, int at, Piece piece, TrainingSample sample)
    {
        if (sample.Rejected is not { } rejected)
        {
            if (sample.Tokens.Length < piece.From + piece.Length + 1) throw Changed(piece);
            return Put(batch, at, sample, piece.Sample, piece.From, piece.Length, isRejected: false);
        }

        int chosen = sample.Tokens.Length - 1, other = rejected.Tokens.Length - 1;
        // A half that says nothing cannot be compared.
        if (chosen < 1 || other < 1) return 0;
        if (chosen + other < piece.Length) throw Changed(piece);
        // A pair that is too long is cut evenly; what the shorter half does not need goes to the other.
        var first = Math.Min(chosen, Math.Max(piece.Length / 2, piece.Length - other));
        var placed = Put(batch, at, sample, piece.Sample, 0, first, isRejected: false);
        return placed + Put(batch, at + placed, rejected, piece.Sample, 0, Math.Min(other, piece.Length - placed), isRejected: true);
    }

    private static int Put(Arrays batch, int at, TrainingSample sample, long index, int from, int length, bool isRejected)
    {
        if (sample.Trained is { } mask && mask.Length != sample.Tokens.Length)
            throw new TrainingException(TrainingError.NoSamples, $"Sample {index} has {sample.Tokens.Length} tokens and a mask of {mask.Length}: they must be equally long.");
        sample.Tokens.AsSpan(from, length).CopyTo(batch.Tokens.AsSpan(at));
        for (var i = 0; i < length; i++)
        {
            if (sample.Trained is null || sample.Trained[from + i + 1]) batch.Targets[at + i] = sample.Tokens[from + i + 1];
        }
        batch.Segments.Add(new BatchSegment(at, length, index, isRejected));
        return length;
    }

    private static TrainingException Changed(Piece piece) =>
        new(TrainingError.NoSamples, $"Sample {piece.Sample} is shorter than its source said: the data has changed while the run went on. Start a new run.");

    private sealed record Arrays(int[] Tokens, int[] Targets, List<BatchSegment> Segments);
}
