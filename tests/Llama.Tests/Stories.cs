namespace Onebox.Llama.Tests;

/// <summary>The little story model, shared by all tests; they skip where it is not at hand.</summary>
internal static class Stories
{
    public const string Prompt = "Once upon a time, there was a little girl named";

    private static readonly Lazy<string?> Found = new(Find);
    private static readonly Lazy<LlamaModel> Loaded = new(() => LlamaModel.Load(Found.Value!));

    public static string Path
    {
        get
        {
            Assert.SkipWhen(Found.Value is null, "shared/data/stories260K.gguf is not beside the repository.");
            return Found.Value!;
        }
    }

    public static LlamaModel Model => Path is null ? null! : Loaded.Value;

    /// <summary>An engine with one thread: more would spin against the tests beside it.</summary>
    public static Engine Engine(Func<EngineOptions, EngineOptions>? with = null)
    {
        var options = new EngineOptions { ContextTokens = 2048, MaxSequences = 8, Threads = 1, Seed = 1 };
        return new Engine(Model, with is null ? options : with(options));
    }

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            foreach (var beside in at.Parent is null ? [at] : new[] { at, at.Parent })
            {
                var file = System.IO.Path.Combine(beside.FullName, "shared", "data", "stories260K.gguf");
                if (File.Exists(file)) return file;
            }
        }
        return null;
    }
}
