using System.Diagnostics;
using Onebox.Models.Loop;

namespace Onebox.Training.Bench;

/// <summary>Writes and loads the checkpoint of a model, without a run around it.</summary>
internal sealed class CheckpointSpeed(ITrainable model, string folder, int threads) : IDisposable
{
    private readonly TrainedState _state = new(model.Trained);

    public long Bytes => _state.Bytes;

    /// <summary>Bytes a second until all files are on the disk; reading back is not counted, for the raw file is not read back either.</summary>
    public double Write()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var state = new RunState(1, 1, 1, 0, new FeedPosition(0, 0, 0), [], null, null, 0, null, 1);
        var written = new WriteCheckpoint(folder, keep: 1).Run(_state.Tensors, new CheckpointManifest(CheckpointManifest.CurrentFormat, "", DateTimeOffset.UnixEpoch, new TrainingSettings(Steps: 1), state, []), threads);
        return Bytes / written.Write.TotalSeconds;
    }

    /// <summary>Bytes a second from the disk into the model's own tensors, each held against its hash.</summary>
    public double Load()
    {
        var path = CheckpointFolder.List(folder).Single().Path;
        foreach (var file in Directory.EnumerateFiles(path))
        {
            using var handle = File.OpenHandle(file);
            Disk.DropPages(handle);
        }
        var begin = Stopwatch.GetTimestamp();
        CheckpointFolder.Load(path, CheckpointManifest.Read(path), _state.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal), threads);
        return Bytes / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    public void Dispose() => _state.Dispose();
}
