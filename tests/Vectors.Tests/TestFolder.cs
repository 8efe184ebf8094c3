namespace Onebox.Vectors.Tests;

internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("onebox-vectors-").FullName;

    public string File(string pattern) => Directory.EnumerateFiles(Path, pattern).Single();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
