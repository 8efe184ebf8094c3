namespace Onebox.Catalog.Tests;

/// <summary>Files that lie beside the repository, in a folder <c>shared/data</c> next to any folder above the tests.</summary>
internal static class SharedData
{
    public static string Require(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path)) return path;
        }

        Assert.Skip($"shared/data/{name} is not beside this repository.");
        return "";
    }
}
