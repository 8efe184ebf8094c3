namespace Onebox.Models.Loop;

/// <summary>One sample as token ids.</summary>
/// <param name="Index">Its index in the source: named when a batch breaks the run.</param>
/// <param name="Tokens">Token ids, those that open and close the text included.</param>
/// <param name="Trained">For each token whether the model learns to say it (the loss mask); null: all. The first token has nothing before it and is never trained.</param>
/// <param name="Rejected">For <see cref="TrainingMethod.Dpo"/>: the answer that is not preferred; this sample is the preferred one.</param>
public sealed record TrainingSample(long Index, int[] Tokens, bool[]? Trained = null, TrainingSample? Rejected = null);

/// <summary>Samples by index. Must give the same sample for the same index in every process and after every restart. Called from one other thread than the trainer's.</summary>
public interface ISampleSource
{
    long Count { get; }

    /// <summary>Tokens of a sample, without reading it where possible: plans and packing ask for all of them.</summary>
    int LengthOf(long index);

    TrainingSample Read(long index);
}

/// <summary>Samples that come one after the other, without a known count. A run over it ends by steps or tokens, and is not shuffled beyond the packing window.</summary>
public interface ISampleStream
{
    /// <summary>Where the next <see cref="Next"/> reads; kept in checkpoints.</summary>
    long Position { get; }

    /// <summary>Goes to a position that <see cref="Position"/> gave, in this process or an earlier one.</summary>
    void Seek(long position);

    /// <summary>The next sample, or null at the end. Must follow from the position alone.</summary>
    TrainingSample? Next();
}
