namespace Onebox.Testing;

/// <summary>The repository that the tests and benches run from.</summary>
public static class Checkout
{
    /// <summary>The corpus of real-shaped files and what a person reads in them.</summary>
    public static string Corpus => Find("tests/Documents.Tests/Corpus");

    /// <exception cref="DirectoryNotFoundException">The program does not run from a checkout.</exception>
    public static string Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Onebox.slnx"))) return Path.Combine(folder.FullName, path);
        throw new DirectoryNotFoundException("This does not run from a checkout of the repository.");
    }
}
