namespace Onebox.Testing;

/// <summary>Files that some checkouts have beside them in <c>shared/data</c>; a test that lacks one skips and says so.</summary>
public static class SharedData
{
    /// <returns>The file's path; null where this checkout has none.</returns>
    public static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(file)) return file;
        }

        return null;
    }
}
