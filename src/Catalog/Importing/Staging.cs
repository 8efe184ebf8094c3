using Onebox.Kernel.Files;

namespace Onebox.Catalog.Importing;

/// <summary>The folder in which a model is put together before one rename makes it a model: <c>incoming/mdl_…</c>.</summary>
internal sealed class Staging(DataFolder data, string modelId)
{
    public const string PartSuffix = ".part";

    private const string DoomedPrefix = "deleted-";

    public string Folder { get; } = Path.Combine(data.Incoming, modelId);

    public string FinalFolder { get; } = Path.Combine(data.Models, modelId);

    /// <summary>Where a deleted model waits until its bytes are gone.</summary>
    public static string DoomedFolder(DataFolder data, string modelId) => Path.Combine(data.Incoming, DoomedPrefix + modelId);

    public static bool IsDoomed(string folderName) => folderName.StartsWith(DoomedPrefix, StringComparison.Ordinal);

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string PartOf(string name) => Path.Combine(Folder, name + PartSuffix);

    public void Create() => Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Moves the whole folder to its final place, durably. Done before, it does nothing.</summary>
    public void Commit()
    {
        if (!Directory.Exists(Folder)) return;
        DurableFile.SyncFolder(Folder);
        DurableFile.Move(Folder, FinalFolder);
    }

    /// <summary>Removes everything that this import has made.</summary>
    public void Discard()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        if (Directory.Exists(FinalFolder)) Directory.Delete(FinalFolder, recursive: true);
    }
}
