namespace Onebox.Catalog.Importing;

/// <summary>What file names tell, before any byte is there.</summary>
internal static class ModelNames
{
    private const int MaxLength = 200;

    private static readonly string[] Weights = [".gguf", ".safetensors"];
    private static readonly string[] Pickles = [".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"];

    public static bool LooksLikeWeights(string path) => Has(path, Weights);

    public static bool IsPickleName(string path) => Has(path, Pickles);

    public static void RefusePickleName(string path)
    {
        if (IsPickleName(path)) throw ImportErrors.Pickle(path);
    }

    /// <summary>The name without what marks its format and its part: <c>qwen-00001-of-00003.gguf</c> becomes <c>qwen</c>.</summary>
    public static string WithoutExtension(string fileName)
    {
        if (Onebox.Weights.GgufSplit.ParseFileName(fileName) is { } part) return part.Prefix;
        var extension = Weights.FirstOrDefault(e => fileName.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        return extension is null ? fileName : fileName[..^extension.Length];
    }

    /// <summary>A name that is safe to give a file of ours; null when <paramref name="text"/> is none.</summary>
    public static string? FileName(string text) =>
        text.Length is > 0 and <= MaxLength && text is not "." and not ".." && text.IndexOfAny(['/', '\\', '\0']) < 0 && !text.Any(char.IsControl) && !text.EndsWith(Staging.PartSuffix, StringComparison.Ordinal)
            ? text
            : null;

    private static bool Has(string path, string[] extensions) => extensions.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));
}
