using System.Xml.Linq;
using Onebox.Testing;

namespace Onebox.Architecture.Tests;

/// <summary>The repository as files: what the architecture tests look at.</summary>
internal static class Repository
{
    public static string Root => Checkout.Root;

    /// <summary>Every project of ours by its name in the floor table: <c>Catalog</c>, <c>lib/Llama</c>.</summary>
    public static IReadOnlyList<OurProject> Projects { get; } =
        [.. new[] { "src", "lib" }.SelectMany(area => Directory.Exists(Path.Combine(Root, area)) ? Directory.EnumerateFiles(Path.Combine(Root, area), "*.csproj", SearchOption.AllDirectories) : [])
            .Select(file => new OurProject(NameOf(file), file))
            .OrderBy(p => p.Name, StringComparer.Ordinal)];

    public static string NameOf(string projectFile)
    {
        var name = Path.GetFileNameWithoutExtension(projectFile);
        return Path.GetFullPath(projectFile).StartsWith(Path.Combine(Root, "lib") + "/", StringComparison.Ordinal) ? $"lib/{name}" : name;
    }

    /// <summary>All source files that people wrote.</summary>
    public static IEnumerable<string> Sources(string pattern) =>
        new[] { "src", "lib", "tests", "bench" }
            .Select(area => Path.Combine(Root, area)).Where(Directory.Exists)
            .SelectMany(area => Directory.EnumerateFiles(area, pattern, SearchOption.AllDirectories))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal));
}

internal sealed record OurProject(string Name, string File)
{
    public string Folder => Path.GetDirectoryName(File)!;

    /// <summary>Our projects that it refers to, by their names in the floor table.</summary>
    public IReadOnlyList<string> References =>
        [.. XDocument.Load(File).Descendants("ProjectReference").Select(r => Repository.NameOf(Path.GetFullPath(Path.Combine(Folder, r.Attribute("Include")!.Value.Replace('\\', '/')))))];
}
