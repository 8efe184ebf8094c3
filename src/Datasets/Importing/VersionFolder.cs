using Onebox.Kernel.Files;

namespace Onebox.Datasets.Importing;

/// <summary>Where a version is made, and where it lies once one rename has made it a version: <c>datasets/dsv_…</c>.</summary>
internal sealed class VersionFolder(DataFolder data, string versionId)
{
    private const string MakingPrefix = "making-";
    private const string DoomedPrefix = "deleted-";

    public string Making { get; } = Path.Combine(data.Datasets, MakingPrefix + versionId);

    public string Final { get; } = Path.Combine(data.Datasets, versionId);

    public string Doomed { get; } = Path.Combine(data.Datasets, DoomedPrefix + versionId);

    /// <summary>The rows, while they are written.</summary>
    public string Rows => Path.Combine(Making, DatasetRows.FileName);

    /// <summary>What is only needed while it is made.</summary>
    public string Scratch => Path.Combine(Making, "scratch");

    /// <summary>Where a download arrives; it survives a restart.</summary>
    public string Source => Path.Combine(Making, "source");

    /// <summary>The version's id, of a folder that is not yet or no longer one; null for any other.</summary>
    public static string? UnfinishedId(string folderName) =>
        folderName.StartsWith(MakingPrefix, StringComparison.Ordinal) ? folderName[MakingPrefix.Length..]
        : folderName.StartsWith(DoomedPrefix, StringComparison.Ordinal) ? folderName[DoomedPrefix.Length..] : null;

    public void Create() => Directory.CreateDirectory(Making, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Leaves the rows alone and moves the folder to its final place, durably. Done before, it does nothing.</summary>
    public void Commit()
    {
        if (!Directory.Exists(Making)) return;
        foreach (var folder in Directory.EnumerateDirectories(Making)) Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.EnumerateFiles(Making).Where(f => f != Rows)) File.Delete(file);
        File.SetUnixFileMode(Rows, UnixFileMode.UserRead);
        DurableFile.SyncFolder(Making);
        DurableFile.Move(Making, Final);
    }

    /// <summary>Removes everything that was made.</summary>
    public void Discard()
    {
        foreach (var folder in (string[])[Making, Final])
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }
}
