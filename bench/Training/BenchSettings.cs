using System.Globalization;
using Onebox.Models;

namespace Onebox.Training.Bench;

internal sealed record BenchSettings(IReadOnlyList<string> Parts, string Parameters, string Method, int Tokens, int Length, int Shortest, int Steps, int Threads, string Folder, bool Json, bool HalfMoments, bool Checkpointing)
{
    public bool Does(string part) => Parts.Count == 0 || Parts.Contains(part, StringComparer.Ordinal);

    /// <summary>Llama shapes with about so many parameters.</summary>
    public ModelShape Shape => Parameters.ToUpperInvariant() switch
    {
        "5M" => Of(layers: 6, hidden: 256, heads: 4, kvHeads: 4, intermediate: 704, vocabulary: 4096),
        "100M" => Of(layers: 12, hidden: 768, heads: 12, kvHeads: 4, intermediate: 2048, vocabulary: 16_384),
        "1B" => Of(layers: 16, hidden: 2048, heads: 32, kvHeads: 8, intermediate: 8192, vocabulary: 32_000),
        _ => throw new InvalidOperationException($"{Parameters} is no size: take 5M, 100M or 1B."),
    };

    public static BenchSettings Parse(string[] args)
    {
        var parts = args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
        string Get(string name, string fallback) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : fallback;
        int Number(string name, int fallback) => int.Parse(Get(name, fallback.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        return new BenchSettings(parts, Get("--parameters", "100M"), Get("--method", "full"), Number("--tokens", 2048), Number("--length", 512), Number("--shortest", 0), Number("--steps", 8), Number("--threads", Environment.ProcessorCount), Get("--folder", Path.GetTempPath()), args.Contains("--json", StringComparer.Ordinal), Get("--moments", "f32") == "bf16", args.Contains("--checkpointing", StringComparer.Ordinal));
    }

    private static ModelShape Of(int layers, int hidden, int heads, int kvHeads, int intermediate, int vocabulary) => new()
    {
        Architecture = ModelArchitecture.Llama,
        Layers = layers,
        Hidden = hidden,
        Heads = heads,
        KvHeads = kvHeads,
        HeadSize = hidden / heads,
        Intermediate = intermediate,
        Vocabulary = vocabulary,
        Context = 2048,
    };
}
