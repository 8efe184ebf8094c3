using Onebox.Testing;

namespace Onebox.Serving.Tests.Worker.Running;

/// <summary>Models with random weights that are made when a test first asks for them, so that every test runs anywhere.</summary>
internal static class SampleModels
{
    private static readonly Lock Gate = new();
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "sample-models")).FullName;

    public static string Generator => Make("generator.gguf", RandomModels.WriteGenerator);

    public static string Embedder => Make("embedder.gguf", RandomModels.WriteEmbedder);

    public static string Ranker => Make("ranker.gguf", RandomModels.WriteRanker);

    /// <summary>For <see cref="Generator"/>.</summary>
    public static string Adapter => Make("adapter.gguf", RandomModels.WriteAdapter);

    /// <summary>A file that is no model.</summary>
    public static string Broken => Make("broken.gguf", path => File.WriteAllBytes(path, "GGUF, but nothing that follows is right"u8.ToArray()));

    private static string Make(string name, Action<string> write)
    {
        lock (Gate)
        {
            var path = Path.Combine(Folder, name);
            if (File.Exists(path)) return path;
            write(path + ".new");
            File.Move(path + ".new", path);
            return path;
        }
    }
}
