using System.Globalization;
using System.Text;

namespace Onebox.Models.Loop;

/// <summary>A checkpoint on the disk.</summary>
/// <param name="Name">Its folder's name, such as <c>step-00000200</c>.</param>
/// <param name="Path">Its folder.</param>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="Bytes">Size of its tensors.</param>
/// <param name="IsLatest">Whether <c>latest</c> names it.</param>
/// <param name="ValidationLoss">The last one measured before it, nats.</param>
public sealed record CheckpointInfo(string Name, string Path, long Step, long Bytes, DateTimeOffset WrittenAt, bool IsLatest, double? ValidationLoss);

/// <summary>The checkpoints of one run (docs/formats/checkpoint.md). For reading from anywhere; only a run writes.</summary>
public static class CheckpointFolder
{
    internal const string Partial = ".partial";
    internal const string Old = ".old";
    private const string Pointer = "latest";
    private const string Prefix = "step-";

    /// <summary>Whole checkpoints, newest first. Their tensors are not read.</summary>
    public static IReadOnlyList<CheckpointInfo> List(string folder)
    {
        var latest = LatestName(folder);
        return [.. Complete(folder).Select(c => Info(c.Path, c.Manifest, latest))];
    }

    /// <summary>Writes the weights of a checkpoint into a model's parameters, each held against its hash.</summary>
    /// <param name="path">The checkpoint's folder: <see cref="CheckpointInfo.Path"/>.</param>
    /// <param name="trained">The parameters of a model like the one that was trained.</param>
    /// <exception cref="TrainingException">Damaged, or of another model.</exception>
    public static void LoadWeights(string path, IReadOnlyList<ModelParameter> trained)
    {
        Load(path, CheckpointManifest.Read(path), trained.Select(StateTensor.WeightOf).ToDictionary(t => t.Name, StringComparer.Ordinal), Environment.ProcessorCount);
        foreach (var parameter in trained) parameter.Publish();
    }

    internal static string? LatestName(string folder)
    {
        var path = Path.Combine(folder, Pointer);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    internal static void PointTo(string folder, string name, Action<string> boundary) => Disk.Replace(Path.Combine(folder, Pointer), Encoding.UTF8.GetBytes(name + "\n"), boundary);

    /// <summary>Whole ones: the one that <c>latest</c> names, then the others by falling step.</summary>
    internal static IEnumerable<(string Path, CheckpointManifest Manifest)> Complete(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        var latest = LatestName(folder);
        var found = new List<(string Path, CheckpointManifest Manifest)>();
        foreach (var path in Directory.EnumerateDirectories(folder, Prefix + "*"))
        {
            if (path.EndsWith(Partial, StringComparison.Ordinal) || path.EndsWith(Old, StringComparison.Ordinal)) continue;
            try
            {
                found.Add((path, CheckpointManifest.Read(path)));
            }
            catch (TrainingException)
            {
                // Not whole: nobody can go on from it.
            }
        }
        return found.OrderByDescending(f => Path.GetFileName(f.Path) == latest).ThenByDescending(f => f.Manifest.State.Step).ThenByDescending(f => f.Manifest.WrittenAt);
    }

    /// <summary>All tensors that are asked for, each held against its hash.</summary>
    internal static void Load(string path, CheckpointManifest manifest, IReadOnlyDictionary<string, StateTensor> into, int threads)
    {
        var there = manifest.Tensors.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var missing = into.Keys.Where(name => !there.Contains(name)).Order(StringComparer.Ordinal).Take(3).ToList();
        if (missing.Count > 0) throw new TrainingException(TrainingError.OtherRun, $"The checkpoint {Path.GetFileName(path)} has no {string.Join(", ", missing)}: it is of another model or another method.");
        TensorFiles.Read(path, manifest, into, threads, fromDisk: false);
    }

    internal static CheckpointInfo Info(string path, CheckpointManifest manifest, string? latest)
    {
        var name = Path.GetFileName(path);
        return new CheckpointInfo(name, path, manifest.State.Step, manifest.Tensors.Sum(t => t.Bytes), manifest.WrittenAt, name == latest, manifest.State.ValidationLoss);
    }

    /// <summary>A name that is free: a run that went back and forth may write the same step twice.</summary>
    internal static string NameFor(string folder, long step)
    {
        var name = Prefix + step.ToString("D8", CultureInfo.InvariantCulture);
        for (var i = 2; Directory.Exists(Path.Combine(folder, name)); i++) name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D8}-{i}");
        return name;
    }
}
