using System.Text.RegularExpressions;

namespace Onebox.Architecture.Tests;

/// <summary>House rules that a machine can check.</summary>
public sealed partial class HouseTests
{
    private const int LongestFile = 600;

    [Fact]
    public void EveryProject_HasAReadme()
    {
        var without = Repository.Projects.Where(p => !File.Exists(Path.Combine(p.Folder, "README.md"))).Select(p => p.Name).ToList();
        Assert.True(without.Count == 0, $"A README tells scope, nouns and the life of a call: {string.Join(", ", without)}");
    }

    [Fact]
    public void EveryProject_HasATestProject()
    {
        // The faces and the host are tested through Host.Tests and Console.Tests; Api by everything that uses the client.
        string[] elsewhere = ["Api", "Cli", "Host"];
        var without = Repository.Projects.Select(p => p.Name.Replace("lib/", "", StringComparison.Ordinal)).Where(name => !elsewhere.Contains(name) && !Directory.Exists(Path.Combine(Repository.Root, "tests", $"{name}.Tests"))).ToList();
        Assert.True(without.Count == 0, $"No mirror in tests/: {string.Join(", ", without)}");
    }

    [Fact]
    public void NothingIsLeftToDo()
    {
        var left = Repository.Sources("*.cs").Concat(Repository.Sources("*.razor"))
            .Where(file => !file.EndsWith("HouseTests.cs", StringComparison.Ordinal))
            .Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(Relative).ToList();
        Assert.True(left.Count == 0, $"Do it or say in an issue why not: {string.Join(", ", left)}");
    }

    [Fact]
    public void NoFile_IsAHub()
    {
        var hubs = Repository.Sources("*.cs").Where(file => File.ReadLines(file).Count() > LongestFile).Select(Relative).ToList();
        Assert.True(hubs.Count == 0, $"Longer than {LongestFile} lines, cut by concept: {string.Join(", ", hubs)}");
    }

    [Fact]
    public void NoDrawers()
    {
        string[] drawers = ["Helpers", "Helper", "Utils", "Utilities", "Common", "Misc", "Shared", "Managers", "Services"];
        var found = Repository.Projects.SelectMany(p => Directory.EnumerateDirectories(p.Folder, "*", SearchOption.AllDirectories)).Where(d => drawers.Contains(Path.GetFileName(d)) && !d.Contains("/bin/", StringComparison.Ordinal) && !d.Contains("/obj/", StringComparison.Ordinal)).Select(Relative).ToList();
        Assert.True(found.Count == 0, $"A folder is a noun that the user knows: {string.Join(", ", found)}");
    }

    [Fact]
    public void EveryDecision_HasANumberOfItsOwn()
    {
        var numbers = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "adr"), "*.md").Select(f => Path.GetFileName(f)[..4]).ToList();
        Assert.NotEmpty(numbers);
        Assert.Equal(numbers.Count, numbers.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void EveryDecision_ThatIsCited_IsThere()
    {
        var there = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "adr"), "*.md").Select(f => Path.GetFileName(f)[..4]).ToHashSet(StringComparer.Ordinal);
        var files = new[] { "src", "lib", "docs", "bench", "models" }.Select(area => Path.Combine(Repository.Root, area)).Where(Directory.Exists)
            .SelectMany(area => Directory.EnumerateFiles(area, "*", new EnumerationOptions { RecurseSubdirectories = true, MatchType = MatchType.Simple }))
            .Where(f => Path.GetExtension(f) is ".cs" or ".md" or ".razor" or ".py" or ".sh" or ".csproj" or ".json" && !BuiltOrFetched().IsMatch(f));
        var cited = files.SelectMany(f => Decision().Matches(File.ReadAllText(f)).SelectMany(m => m.Groups["number"].Captures).Select(c => (File: Relative(f), Number: c.Value))).Distinct().ToList();
        Assert.NotEmpty(cited);
        var missing = cited.Where(c => !there.Contains(c.Number)).Select(c => $"{c.File} cites ADR {c.Number}").ToList();
        Assert.True(missing.Count == 0, $"There is no such decision: {string.Join(", ", missing)}");
    }

    // ADR 0123, ADRs 0123 and 0124, docs/adr/0123-….
    [GeneratedRegex(@"\bADRs?\s+(?<number>\d{4})\b((,|\s+and|,\s+and)\s+(?<number>\d{4})\b)*|\badr/(?<number>\d{4})\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Decision();

    [GeneratedRegex("/(bin|obj|node_modules)/", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex BuiltOrFetched();

    [Fact]
    public void EveryMigration_HasANumberOfItsOwn()
    {
        var numbers = Repository.Sources("M2*.cs").SelectMany(file => MigrationNumber().Matches(File.ReadAllText(file))).Select(m => m.Groups["number"].Value).ToList();
        Assert.NotEmpty(numbers);
        Assert.Equal(numbers.Count, numbers.Distinct(StringComparer.Ordinal).Count());
    }

    [GeneratedRegex(@"\[Migration\((?<number>\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex MigrationNumber();

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path);

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Unfinished();
}
