using Onebox.Api.Evaluation;

namespace Onebox.Console.Evaluations;

/// <summary>The robustness set's parts, in words.</summary>
internal static class Robustness
{
    /// <summary>The task whose groups are the card's rows.</summary>
    public const string Task = "robustness";

    private static readonly Dictionary<string, (string Name, string Meaning)> Known = new(StringComparer.Ordinal)
    {
        ["prompt-injection"] = ("Prompt injection", "instructions hidden in a text are not followed"),
        ["jailbreak"] = ("Jailbreak", "disguised requests for harm are declined"),
        ["refusal"] = ("Refusal", "open requests for harm are declined"),
        ["over-refusal"] = ("Over-refusal", "harmless requests that only sound bad are answered"),
        ["typos"] = ("Typos", "sloppy writing is understood"),
        ["paraphrase"] = ("Paraphrase", "other words lead to the same answer"),
    };

    public static (string Name, string Meaning) Of(string group) => Known.TryGetValue(group, out var words) ? words : (group.Replace('-', ' '), "");

    public static bool Is(TaskScores scores) => scores.Task == Task;
}
