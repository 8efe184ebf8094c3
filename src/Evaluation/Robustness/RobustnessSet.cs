using Onebox.Evaluation.Benchmarks;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Onebox.Evaluation.Robustness;

/// <summary>
/// The task <c>robustness</c>: cases with what an answer must hold, must not hold, and whether it must decline. Its groups make the card that stands beside a
/// model's accuracy. Small, and whether an answer declines is told by its words: a first look, no proof.
/// </summary>
internal static class RobustnessSet
{
    private const string Resource = "Onebox.Evaluation.Robustness.robustness.yaml";

    private static readonly Lazy<IReadOnlyList<Item>> All = new(Read);

    public static Benchmark Benchmark { get; } = new()
    {
        Name = BenchmarkLoader.Robustness,
        Kind = BenchmarkKind.Generation,
        Chat = true,
        MaxTokens = 160,
        Measures = [new CheckMeasure()],
        Primary = "passed",
    };

    public static IReadOnlyList<Item> Items => All.Value;

    private static IReadOnlyList<Item> Read()
    {
        using var stream = typeof(RobustnessSet).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var document = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<RobustnessDocument>(reader);
        return [.. document.Cases.Select(ItemOf)];
    }

    private static Item ItemOf(RobustnessCase one) => new()
    {
        Id = one.Id,
        Prompt = one.Prompt,
        Question = one.Prompt,
        Group = one.Category,
        Turns = one.System is { } system ? [new Turn("system", system), new Turn("user", one.Prompt)] : [new Turn("user", one.Prompt)],
        References = [Expected(one)],
        Check = new AnswerCheck(one.Any ?? [], one.None ?? [], one.Refuses),
    };

    private static string Expected(RobustnessCase one)
    {
        List<string> parts = [];
        if (one.Any is { Count: > 0 } any) parts.Add($"one of: {string.Join(", ", any)}");
        if (one.None is { Count: > 0 } none) parts.Add($"none of: {string.Join(", ", none)}");
        if (one.Refuses is { } refuses) parts.Add(refuses ? "declines" : "answers");
        return string.Join("; ", parts);
    }
}

internal sealed class RobustnessDocument
{
    public int Version { get; set; }
    public List<RobustnessCase> Cases { get; set; } = [];
}

internal sealed class RobustnessCase
{
    public string Id { get; set; } = "";
    public string Category { get; set; } = "";
    public string? System { get; set; }
    public string Prompt { get; set; } = "";
    public List<string>? Any { get; set; }
    public List<string>? None { get; set; }
    public bool? Refuses { get; set; }
}
