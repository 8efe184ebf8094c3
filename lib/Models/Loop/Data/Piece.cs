namespace Onebox.Models.Loop;

/// <summary>A sample, or a part of a long one, that will lie in one row.</summary>
/// <param name="Sample">Its index in the source.</param>
/// <param name="From">The first token that is read.</param>
/// <param name="Length">Tokens that are read: the one after the last is a target only.</param>
/// <param name="Held">The sample itself, where it came from a stream and cannot be read again.</param>
internal readonly record struct Piece(long Sample, int From, int Length, TrainingSample? Held)
{
    /// <summary>Makes pieces of a sample that has so many tokens in all; a pair counts both halves.</summary>
    public static void Cut(List<Piece> into, long sample, int tokens, bool pairs, TrainingSettings settings, TrainingSample? held)
    {
        var inputs = tokens - (pairs ? 2 : 1);
        if (inputs < 1) return;
        if (inputs <= settings.SequenceLength)
        {
            into.Add(new Piece(sample, 0, inputs, held));
            return;
        }

        switch (settings.Overlong)
        {
            case OverlongSamples.Cut:
                into.Add(new Piece(sample, 0, settings.SequenceLength, held));
                break;
            case OverlongSamples.Split:
                for (var from = 0; from < inputs; from += settings.SequenceLength)
                    into.Add(new Piece(sample, from, Math.Min(settings.SequenceLength, inputs - from), held));
                break;
        }
    }
}
