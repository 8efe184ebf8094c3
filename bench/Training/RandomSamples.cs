using Onebox.Models.Loop;

namespace Onebox.Training.Bench;

/// <summary>Samples of tokens without meaning, of lengths spread evenly between two.</summary>
internal sealed class RandomSamples(int count, int shortest, int longest, int vocabulary) : ISampleSource
{
    public long Count => count;

    public int LengthOf(long index) => shortest + (int)((ulong)(index * 2_654_435_761L) % (ulong)(longest - shortest + 1));

    public TrainingSample Read(long index)
    {
        var tokens = new int[LengthOf(index)];
        for (var i = 0; i < tokens.Length; i++) tokens[i] = (int)((ulong)((index * 31) + (i * 2_654_435_761L)) % (ulong)vocabulary);
        return new TrainingSample(index, tokens);
    }
}

internal sealed class Heard(Action<TrainingRun, TrainingEvent>? react = null) : ITrainingObserver
{
    public TrainingRun? Run { get; set; }

    public List<TrainingEvent> Events { get; } = [];

    public void On(TrainingEvent happened)
    {
        Events.Add(happened);
        react?.Invoke(Run!, happened);
    }
}
