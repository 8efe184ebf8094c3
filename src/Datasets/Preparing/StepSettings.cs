using System.Globalization;
using Onebox.Kernel;
using Onebox.Kernel.Wording;
using YamlDotNet.RepresentationModel;

namespace Onebox.Datasets.Preparing;

/// <summary>A step's settings as they are written; remembers which were asked for, so that a misspelt one is found.</summary>
internal sealed class StepSettings(string kind, YamlMappingNode map, long line)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal) { "step" };

    public string Kind { get; } = kind;

    public string Text(string name, string usual) => Scalar(name) ?? usual;

    public string OneOf(string name, string usual, params IReadOnlyList<string> allowed)
    {
        var text = Text(name, usual);
        return allowed.Contains(text, StringComparer.Ordinal) ? text : throw Error($"'{name}' is one of {string.Join(", ", allowed)}, not '{text}'.");
    }

    public bool Flag(string name, bool usual) => Scalar(name) switch
    {
        null => usual,
        "true" or "yes" => true,
        "false" or "no" => false,
        var other => throw Error($"'{name}' is true or false, not '{other}'."),
    };

    public double? Number(string name, double least, double most)
    {
        if (Scalar(name) is not { } text) return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(number >= least && number <= most))
            throw Error(string.Create(CultureInfo.InvariantCulture, $"'{name}' is a number from {least} to {most}, not '{text}'."));
        return number;
    }

    public int? Whole(string name, int least, int most) => Number(name, least, most) is { } number
        ? number == Math.Truncate(number) ? (int)number : throw Error($"'{name}' is a whole number.")
        : null;

    /// <summary>A list, or one word for a list of one.</summary>
    public IReadOnlyList<string> List(string name, IReadOnlyList<string> usual, IReadOnlyCollection<string>? allowed = null)
    {
        _asked.Add(name);
        if (!map.Children.TryGetValue(new YamlScalarNode(name), out var node)) return usual;
        IReadOnlyList<string> items = node switch
        {
            YamlSequenceNode list => [.. list.Children.Select(c => (c as YamlScalarNode)?.Value ?? throw Error($"'{name}' is a list of words."))],
            YamlScalarNode { Value: { } word } => [word],
            _ => throw Error($"'{name}' is a list of words."),
        };
        if (allowed is not null && items.FirstOrDefault(i => !allowed.Contains(i, StringComparer.Ordinal)) is { } unknown) throw Error($"'{name}' knows {string.Join(", ", allowed)}, not '{unknown}'.");
        return items;
    }

    public void RequireAllKnown()
    {
        foreach (var key in map.Children.Keys.Select(k => k.ToString()).Where(k => !_asked.Contains(k)))
            throw Error($"'{key}' is no setting of the step '{Kind}'{NearWord.Hint(key, _asked)}; it has {string.Join(", ", _asked.Where(a => a != "step").Order(StringComparer.Ordinal))}.");
    }

    public ProblemException Error(string what) => DatasetsErrors.Recipe(string.Create(CultureInfo.InvariantCulture, $"line {line}: {what}"));

    private string? Scalar(string name)
    {
        _asked.Add(name);
        if (!map.Children.TryGetValue(new YamlScalarNode(name), out var node)) return null;
        return node is YamlScalarNode { Value: { } value } ? value : throw Error($"'{name}' is a single value.");
    }
}
