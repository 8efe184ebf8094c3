using Onebox.Testing;

namespace Onebox.Llama.Tests;

/// <summary>The little story model, shared by all tests; they skip where it is not at hand.</summary>
internal static class Stories
{
    public const string Prompt = "Once upon a time, there was a little girl named";

    private static readonly string? Found = SharedData.Find("stories260K.gguf");
    private static readonly Lazy<LlamaModel> Loaded = new(() => LlamaModel.Load(Found!));

    public static string Path
    {
        get
        {
            Assert.SkipWhen(Found is null, "shared/data/stories260K.gguf is not beside the repository.");
            return Found!;
        }
    }

    public static LlamaModel Model => Path is null ? null! : Loaded.Value;

    /// <summary>An engine with one thread: more would spin against the tests beside it.</summary>
    public static Engine Engine(Func<EngineOptions, EngineOptions>? with = null)
    {
        var options = new EngineOptions { ContextTokens = 2048, MaxSequences = 8, Threads = 1, Seed = 1 };
        return new Engine(Model, with is null ? options : with(options));
    }
}
