using System.Globalization;
using Onebox.Kernel.Wording;
using YamlDotNet.RepresentationModel;

namespace Onebox.Training.Planning;

/// <summary>Reads a recipe and notes everything that is wrong with it, with its line. What stands under <c>settings</c> and <c>model</c> is judged by <see cref="SettingText"/> and <see cref="ShapeText"/>.</summary>
internal sealed class RecipeReader(Errors errors)
{
    /// <summary>A recipe is a page of text; anything longer is something else.</summary>
    private const int MaxCharacters = 256 * 1024;

    private static readonly string[] Keys = ["name", "base", "method", "datasets", "data", "loss", "tokenizer", "chatTemplate", "model", "settings"];

    private static readonly string[] DataKeys = ["train", "validation"];

    public static Recipe Read(string yaml, Errors errors) => new RecipeReader(errors).Read(yaml);

    private Recipe Read(string yaml)
    {
        if (yaml.Length > MaxCharacters)
        {
            errors.Note("recipe", string.Create(CultureInfo.InvariantCulture, $"A recipe has at most {MaxCharacters} characters; this has {yaml.Length}."));
            return new Recipe();
        }

        try
        {
            if (YamlText.Load(yaml) is YamlMappingNode root) return Of(root);
            errors.Note("recipe", "A recipe is one YAML document of KEY: VALUE lines.");
        }
        catch (YamlTextException error)
        {
            errors.Note("recipe", $"The recipe cannot be read: {error.Message}.");
        }

        return new Recipe();
    }

    private Recipe Of(YamlMappingNode root)
    {
        RequireKnown(root, "a recipe", Keys);
        var data = Find(root, "data");
        if (data is YamlMappingNode files) RequireKnown(files, "data", DataKeys);
        return new Recipe
        {
            Name = One(root, "name"),
            Base = One(root, "base"),
            Method = One(root, "method"),
            Datasets = Many(Find(root, "datasets")),
            TrainFiles = Many(data is YamlMappingNode parts ? Find(parts, "train") : data),
            ValidationFiles = data is YamlMappingNode both ? Many(Find(both, "validation")) : [],
            Loss = One(root, "loss"),
            Tokenizer = One(root, "tokenizer"),
            ChatTemplate = One(root, "chatTemplate"),
            Config = Find(root, "model") is YamlScalarNode config ? Text(config) : null,
            Model = Find(root, "model") is YamlScalarNode ? new Dictionary<string, string>(StringComparer.Ordinal) : Map(Find(root, "model")),
            Settings = Map(Find(root, "settings")),
        };
    }

    private void RequireKnown(YamlMappingNode map, string where, IReadOnlyList<string> known)
    {
        foreach (var key in map.Children.Keys)
        {
            var name = Text(key) ?? "";
            if (!known.Contains(name)) Wrong(key, $"There is no key '{name}' in {where}{NearWord.Hint(name, known)}; there are {string.Join(", ", known)}");
        }
    }

    private string? One(YamlMappingNode map, string key)
    {
        if (Find(map, key) is not { } node) return null;
        if (Text(node) is { } text) return text;
        Wrong(node, $"'{key}' must be one value");
        return null;
    }

    private List<string> Many(YamlNode? node)
    {
        if (node is null) return [];
        if (node is not YamlSequenceNode list) return Text(node) is { Length: > 0 } only ? [only] : [];
        var texts = new List<string>();
        foreach (var item in list)
        {
            if (Text(item) is { Length: > 0 } text) texts.Add(text);
            else Wrong(item, "A list here holds names or paths");
        }

        return texts;
    }

    private Dictionary<string, string> Map(YamlNode? node)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is null) return texts;
        if (node is not YamlMappingNode map)
        {
            Wrong(node, "KEY: VALUE lines must stand here");
            return texts;
        }

        foreach (var (key, value) in map.Children)
        {
            if (Text(key) is not { } name) Wrong(key, "A key is a word");
            else texts[name] = value is YamlSequenceNode ? string.Join(",", Many(value)) : Text(value) ?? "";
        }

        return texts;
    }

    private static YamlNode? Find(YamlMappingNode map, string key) => map.Children.FirstOrDefault(c => Text(c.Key) == key).Value;

    private static string? Text(YamlNode node) => node is YamlScalarNode scalar ? scalar.Value is "null" or "~" ? "" : scalar.Value ?? "" : null;

    private void Wrong(YamlNode node, string what) => errors.Note("recipe", string.Create(CultureInfo.InvariantCulture, $"{what} (line {node.Start.Line})."));
}
