using System.Globalization;
using Onebox.Datasets.Preparing.Near;
using Onebox.Datasets.Preparing.Steps;
using Onebox.Kernel.Wording;
using YamlDotNet.RepresentationModel;

namespace Onebox.Datasets.Preparing;

/// <summary>Reads a recipe (docs/formats/dataset-recipe.md), and refuses what it does not know: a step that is misspelt must not be passed over.</summary>
internal static class RecipeReader
{
    private const int MaxCharacters = 100_000;
    private const int MaxSteps = 100;

    private static readonly string[] Keys = ["steps", "name", "description"];

    private static readonly Dictionary<string, Func<StepSettings, IPreparationStep>> Known = new(StringComparer.Ordinal)
    {
        ["unicode"] = s => new UnicodeStep(s),
        ["html"] = s => new HtmlStep(s),
        ["garbled"] = s => new GarbledStep(s),
        ["language"] = s => new LanguageStep(s),
        ["length"] = s => new LengthStep(s),
        ["repetition"] = s => new RepetitionStep(s),
        ["exact-duplicates"] = s => new ExactDuplicatesStep(s),
        ["near-duplicates"] = s => new NearDuplicatesStep(s),
        ["overlap"] = s => new OverlapStep(s),
        ["personal-data"] = s => new PersonalDataStep(s),
    };

    public static IReadOnlyCollection<string> Steps => Known.Keys;

    /// <exception cref="Kernel.ProblemException"><c>recipe.invalid</c>, with the line.</exception>
    public static Recipe Read(string yaml)
    {
        if (yaml.Length > MaxCharacters) throw DatasetsErrors.Recipe(string.Create(CultureInfo.InvariantCulture, $"it is longer than {MaxCharacters} characters."));
        try
        {
            if (YamlText.Load(yaml) is not YamlMappingNode root) throw DatasetsErrors.Recipe("it must be a mapping with 'steps'.");
            foreach (var key in root.Children.Keys.Where(k => !Keys.Contains(k.ToString())))
                throw DatasetsErrors.Recipe(string.Create(CultureInfo.InvariantCulture, $"line {key.Start.Line}: there is no key '{key}' in a recipe{NearWord.Hint(key.ToString(), Keys)}; there are {string.Join(", ", Keys)}."));
            if (!root.Children.TryGetValue(new YamlScalarNode("steps"), out var steps) || steps is not YamlSequenceNode { Children.Count: > 0 and <= MaxSteps } list) throw DatasetsErrors.Recipe("'steps' must be a list of 1 to 100 steps.");
            var names = new HashSet<string>(StringComparer.Ordinal);
            return new Recipe([.. list.Children.Select(node => Step(node, names))]);
        }
        catch (YamlTextException error)
        {
            throw DatasetsErrors.Recipe($"{error.Message}.");
        }
    }

    private static RecipeStep Step(YamlNode node, HashSet<string> names)
    {
        // A step without settings may be its bare name.
        var settings = node switch
        {
            YamlScalarNode { Value: { } word } => new StepSettings(word, new YamlMappingNode(), node.Start.Line),
            YamlMappingNode map when map.Children.TryGetValue(new YamlScalarNode("step"), out var kind) => new StepSettings(kind.ToString(), map, node.Start.Line),
            _ => throw DatasetsErrors.Recipe(string.Create(CultureInfo.InvariantCulture, $"line {node.Start.Line}: a step is a name, or a mapping with 'step'.")),
        };
        if (!Known.TryGetValue(settings.Kind, out var make)) throw settings.Error($"there is no step '{settings.Kind}'{NearWord.Hint(settings.Kind, Known.Keys)}; there are {string.Join(", ", Known.Keys)}.");
        var step = make(settings);
        var name = settings.Text("name", settings.Kind);
        settings.RequireAllKnown();
        for (var n = 2; !names.Add(name); n++) name = string.Create(CultureInfo.InvariantCulture, $"{settings.Text("name", settings.Kind)} {n}");
        return new RecipeStep(name, settings.Kind, step);
    }
}
