using System.Text.RegularExpressions;
using Onebox.Models.Loop;
using TrainingField = Onebox.Api.Training.TrainingField;

namespace Onebox.Training.Planning;

/// <summary>The settings as a form shows them.</summary>
internal static partial class FieldInfos
{
    /// <summary>What most people look at; the rest is for those who know why.</summary>
    private static readonly string[] Everyday = ["epochs", "sequenceLength", "batchTokens", "learningRate", "loraRank", "quantizedBits", "dpoBeta", "gradientCheckpointing", "threads"];

    public static IReadOnlyList<TrainingField> Of(TrainingSettings settings, TrainingSettings usual, IReadOnlyDictionary<string, string> why) =>
        [.. SettingText.Fields.Where(f => f.AppliesTo.Contains(settings.Method)).Select(f => new TrainingField(
            f.Name,
            f.Group,
            Label(f.Name),
            why.TryGetValue(f.Name, out var reason) ? $"{f.Help} Chosen here: {reason}." : f.Help,
            SettingText.ValueOf(settings, f.Name),
            SettingText.ValueOf(usual, f.Name),
            SettingText.KindOf(f.Name),
            Advanced: !Everyday.Contains(f.Name),
            f.Choices.Count > 0 ? f.Choices : null))];

    /// <summary><c>learningRate</c> → <c>Learning rate</c>.</summary>
    private static string Label(string name)
    {
        var words = Humps().Replace(name, m => " " + m.Value.ToLowerInvariant());
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex("[A-Z]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Humps();
}
