namespace Onebox.Models.Tests;

/// <summary>A folder for one test.</summary>
internal sealed class Scratchpad : IDisposable
{
    public Scratchpad() => Folder = Directory.CreateTempSubdirectory("onebox-models-").FullName;

    public string Folder { get; }

    public string At(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
