using Onebox.Pool.Inventory;

namespace Onebox.Pool.Tests;

/// <summary>A machine's /proc and /sys as files in a folder.</summary>
internal sealed class RecordedMachine : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("onebox-pool-").FullName;

    public RecordedMachine() => Files = new MachineFiles(_root);

    public MachineFiles Files { get; }

    public RecordedMachine With(string path, string content)
    {
        var full = Files.At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return this;
    }

    /// <param name="target">From the machine's root.</param>
    public RecordedMachine WithLink(string path, string target)
    {
        var full = Files.At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        Directory.CreateDirectory(Files.At(target));
        File.CreateSymbolicLink(full, Files.At(target));
        return this;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
