using System.Globalization;

namespace Onebox.Vectors.Files;

/// <summary>The folder of a stored index: <c>lock</c>, one snapshot and one log of the same generation. Names are part of the format.</summary>
internal sealed class IndexFolder : IDisposable
{
    private readonly FileStream _lock;

    private IndexFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public static IndexFolder Open(string path)
    {
        Directory.CreateDirectory(path);
        var name = System.IO.Path.Combine(path, "lock");
        try
        {
            return new IndexFolder(path, new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not DirectoryNotFoundException and not PathTooLongException)
        {
            throw new VectorIndexException(VectorIndexFault.InUse, $"The vector index {path} is open elsewhere ({name} is locked). Close it there first.", e);
        }
    }

    public string SnapshotOf(long generation) => System.IO.Path.Combine(Path, $"{generation.ToString("D10", CultureInfo.InvariantCulture)}.snapshot");

    public string LogOf(long generation) => System.IO.Path.Combine(Path, $"{generation.ToString("D10", CultureInfo.InvariantCulture)}.log");

    /// <summary>Newest generation with a snapshot; 0 when there is none (generation 0 has only a log).</summary>
    public long NewestGeneration()
        => Directory.EnumerateFiles(Path, "*.snapshot").Select(GenerationOf).DefaultIfEmpty(0).Max();

    public bool HasLogs => Directory.EnumerateFiles(Path, "*.log").Any();

    /// <summary>Removes what a crash between two steps of a checkpoint can leave behind: unfinished files and other generations.</summary>
    public void RemoveAllBut(long generation)
    {
        foreach (var file in Directory.EnumerateFiles(Path).ToArray())
        {
            var extension = System.IO.Path.GetExtension(file);
            if (extension == ".tmp" || (extension is ".snapshot" or ".log" && GenerationOf(file) != generation))
                File.Delete(file);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static long GenerationOf(string file)
        => long.TryParse(System.IO.Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var generation) ? generation : 0;
}
