namespace Onebox.Models.Loop;

/// <summary>Finds the newest checkpoint that is whole and of this run, and puts its tensors into place.</summary>
internal static class ResumeRun
{
    /// <summary>Where to go on and from which checkpoint; null when there is none. Damaged ones are told and passed over.</summary>
    /// <exception cref="TrainingException">The checkpoint is of another run, or there are only damaged ones.</exception>
    public static (RunState State, CheckpointInfo From)? Find(TrainingInputs inputs, TrainedState state, Action<TrainingEvent> tell, int threads)
    {
        TrainingException? damaged = null;
        foreach (var (path, manifest) in CheckpointFolder.Complete(inputs.CheckpointFolder))
        {
            Compare(path, manifest, inputs);
            try
            {
                CheckpointFolder.Load(path, manifest, state.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal), threads);
                state.Publish();
                return (manifest.State, CheckpointFolder.Info(path, manifest, CheckpointFolder.LatestName(inputs.CheckpointFolder)));
            }
            catch (TrainingException e) when (e.Error == TrainingError.Damaged)
            {
                tell(new CheckpointFailed(manifest.State.Step, e.Message));
                damaged = e;
            }
        }
        // Beginning anew in silence would hide the loss.
        return damaged is null ? null : throw damaged;
    }

    private static void Compare(string path, CheckpointManifest manifest, TrainingInputs inputs)
    {
        var name = Path.GetFileName(path);
        if (manifest.Identity != inputs.Identity)
            throw new TrainingException(TrainingError.OtherRun, $"The checkpoint {name} is of '{manifest.Identity}', this run of '{inputs.Identity}'. Give the run a folder of its own.");
        var changed = Fixed(manifest.Settings).Zip(Fixed(inputs.Settings)).Where(p => !Equals(p.First.Value, p.Second.Value)).Select(p => $"{p.First.Name} was {p.First.Value}, is {p.Second.Value}").ToList();
        if (changed.Count > 0)
            throw new TrainingException(TrainingError.OtherRun, $"The checkpoint {name} was made with other settings, which cannot change within a run: {string.Join("; ", changed)}. Set them back, or start a new run.");
    }

    /// <summary>What decides the tensors' shapes and the order of the data.</summary>
    private static IEnumerable<(string Name, object Value)> Fixed(TrainingSettings s) =>
    [
        ("method", s.Method),
        ("sequenceLength", s.SequenceLength),
        ("batchTokens", s.BatchTokens),
        ("gradientAccumulation", s.GradientAccumulation),
        ("packing", s.Packing),
        ("packingWindow", s.PackingWindow),
        ("overlong", s.Overlong),
        ("shuffle", s.Shuffle),
        ("seed", s.Seed),
        ("precision", s.Precision),
        ("moments", s.Moments),
        ("loraRank", s.TrainsAdapter ? s.LoraRank : 0),
        ("loraAlpha", s.TrainsAdapter ? s.LoraAlpha : 0),
        ("rsLora", s.TrainsAdapter && s.RsLora),
        ("loraTargets", s.TrainsAdapter ? string.Join(' ', (s.LoraTargets ?? []).Order(StringComparer.Ordinal)) : ""),
    ];
}
