using Onebox.Kernel.Files;

namespace Onebox.Catalog.Uploading;

/// <summary>Where an upload's bytes lie: <c>incoming/upl_…/data</c>.</summary>
internal static class UploadedFile
{
    public static string PathOf(DataFolder data, string id) => Path.Combine(data.Incoming, id, "data");

    /// <summary>Makes an empty file with a durable name.</summary>
    public static async Task CreateAsync(DataFolder data, string id)
    {
        Directory.CreateDirectory(Path.Combine(data.Incoming, id), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await DurableFile.WriteAsync(PathOf(data, id), ReadOnlyMemory<byte>.Empty);
        DurableFile.SyncFolder(data.Incoming);
    }

    public static void Delete(DataFolder data, string id)
    {
        var folder = Path.Combine(data.Incoming, id);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
