using System.Text;

namespace Onebox.TinyData;

/// <summary>Passages about entities with attributes: as running text, as lines, as a list, as an FAQ entry.</summary>
internal sealed class AttributeScenes(Rng rng, Split split, IReadOnlyList<Kind> kinds, Values values, Fillers fillers) : ISource
{
    private static readonly string[] Topics = ["Overview", "Data sheet", "Details", "Facts", "Reference", "Summary", "Information", "Notes", "Handbook"];

    public Scene One() => Of(rng.Pick(kinds), rng.Between(1, 6));

    public IReadOnlyList<Scene> Several(int count)
    {
        var kind = rng.Pick(kinds);
        var facts = rng.Between(1, 4);
        return [.. Enumerable.Range(0, count).Select(_ => Of(kind, facts))];
    }

    private Scene Of(Kind kind, int count)
    {
        var entity = values.Of(kind.NameType);
        var chosen = rng.Some(kind.Attributes, count);
        var facts = new List<Fact>();
        var parts = new List<(Attribute Attribute, string Value)>();
        foreach (var attribute in chosen)
        {
            var value = values.Of(attribute.Value);
            parts.Add((attribute, value));
            facts.Add(new Fact([.. attribute.QuestionsFor(split).Select(q => Fill(q, entity, value))], value));
        }

        var missing = kind.Attributes.Except(chosen).Where(a => !parts.Exists(p => string.Equals(p.Attribute.Value, a.Value, StringComparison.Ordinal) && Near(p.Attribute.Name, a.Name)))
            .Select(a => Fill(rng.Pick(a.QuestionsFor(split)), entity, "")).ToList();
        var text = rng.Below(10) switch
        {
            < 6 => Prose(kind, entity, parts),
            < 8 => Lines(parts, rng.Pick(["", "- ", "* "])),
            8 => Faq(entity, parts),
            _ => Prose(kind, entity, parts[..((parts.Count + 1) / 2)]) + "\n" + Lines(parts[((parts.Count + 1) / 2)..], ""),
        };
        return new Scene(Title(entity), text.Trim(), facts, missing);
    }

    /// <summary>Attributes that a careful reader would take for one another are no fair "missing" question.</summary>
    private static bool Near(string a, string b) => string.Equals(a, b, StringComparison.Ordinal) || (a is "time" or "date" && b is "time" or "date");

    private string Title(string entity) => rng.Below(4) switch
    {
        0 => Sentence.Capital(entity) + " > " + rng.Pick(Topics),
        1 => rng.Pick(Topics) + ": " + entity,
        _ => Sentence.Capital(entity),
    };

    private string Prose(Kind kind, string entity, IReadOnlyList<(Attribute Attribute, string Value)> parts)
    {
        var text = new StringBuilder();
        var first = true;
        foreach (var (attribute, value) in parts)
        {
            if (rng.Chance(0.15))
                text.Append(fillers.Next()).Append(' ');
            var template = rng.Pick(attribute.StatementsFor(split));
            var subject = !first && template.StartsWith("{e} ", StringComparison.Ordinal) && rng.Chance(0.4) ? StandIn(kind) : entity;
            text.Append(Sentence.Capital(Fill(template, subject, value))).Append(' ');
            first = false;
        }

        if (rng.Chance(0.15))
            text.Append(fillers.Next());
        return text.ToString().TrimEnd();
    }

    private string StandIn(Kind kind) => kind.Name switch
    {
        "person" => rng.Pick(["She", "He"]),
        _ => rng.Chance(0.6) ? "It" : kind.StandIn,
    };

    private string Lines(IReadOnlyList<(Attribute Attribute, string Value)> parts, string bullet)
    {
        var separator = rng.Pick([": ", ": ", " - ", " | ", " = "]);
        return string.Join('\n', parts.Select(p => bullet + rng.Pick(p.Attribute.Labels.Count > 0 ? p.Attribute.Labels : [Sentence.Capital(p.Attribute.Name)]) + separator + p.Value));
    }

    private string Faq(string entity, IReadOnlyList<(Attribute Attribute, string Value)> parts) =>
        string.Join('\n', parts.Select(p => "Q: " + Sentence.Capital(Fill(rng.Pick(p.Attribute.Questions), entity, "")) + "\nA: " + Sentence.Capital(Fill(rng.Pick(p.Attribute.StatementsFor(split)), rng.Chance(0.5) ? "it" : entity, p.Value))));

    private static string Fill(string template, string entity, string value)
    {
        // "the {e}" with an entity that brings its own article, or a pronoun, keeps one article only.
        if (entity.StartsWith("the ", StringComparison.Ordinal) || entity is "It" or "it" or "She" or "He" || entity.StartsWith("The ", StringComparison.Ordinal))
            template = template.Replace("The {e}", "{e}", StringComparison.Ordinal).Replace("the {e}", "{e}", StringComparison.Ordinal);
        return template.Replace("{e}", entity, StringComparison.Ordinal).Replace("{v}", value, StringComparison.Ordinal);
    }
}
