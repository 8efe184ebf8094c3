namespace Onebox.Pool.Tests;

/// <summary>A folder that goes with its test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("onebox-pool-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
