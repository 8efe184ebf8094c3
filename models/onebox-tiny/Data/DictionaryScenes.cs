namespace Onebox.TinyData;

/// <summary>Passages of a dictionary: glosses, kinds and examples of WordNet.</summary>
internal sealed class DictionaryScenes : ISource
{
    private readonly Rng _rng;
    private readonly Split _split;
    private readonly List<Sense> _senses;

    public DictionaryScenes(Rng rng, Split split, WordNet words)
    {
        (_rng, _split) = (rng, split);
        _senses = [.. words.Nouns.Where(s => s.Gloss.Length is > 8 and < 90 && SplitOf.Allows(split, s.Word))];
    }

    public Scene One()
    {
        var lines = new List<string>();
        var facts = new List<Fact>();
        var missing = new List<string>();
        var one = _rng.Chance(0.4);
        var style = _rng.Below(4);
        var word = "";
        for (var i = one ? 1 : _rng.Between(2, 4); i > 0; i--)
        {
            var sense = _rng.Pick(_senses);
            word = sense.Word;
            lines.Add(Definition(sense, style));
            facts.Add(new Fact(Questions(word), sense.Gloss));
            facts.Add(new Fact(["Which word means: " + sense.Gloss + "?", "What is the word for " + sense.Gloss + "?", "What do we call " + sense.Gloss + "?"], word));
            if (sense.Kind is { } kind && _rng.Chance(0.6))
            {
                lines.Add(Sentence.Capital(word) + (_rng.Chance(0.5) ? " is a kind of " : " belongs to: ") + kind + ".");
                facts.Add(new Fact(["What is " + word + " a kind of?", "What kind of thing is " + word + "?", "To what does " + word + " belong?"], kind));
            }

            if (sense.Examples.Count > 0 && _rng.Chance(0.5))
                lines.Add("Example: " + sense.Examples[0]);
        }

        missing.Add(_rng.Pick(Questions(_rng.Pick(_senses).Word)));
        missing.Add(_rng.Pick(Questions(_rng.Pick(_senses).Word)));
        return new Scene(one ? Sentence.Capital(word) : _rng.Pick(["Glossary", "Dictionary", "Terms", "Definitions"]), string.Join(one && _rng.Chance(0.5) ? " " : "\n", lines), facts, missing);
    }

    public IReadOnlyList<Scene> Several(int count) => [.. Enumerable.Range(0, count).Select(_ => One())];

    public string Plain()
    {
        var sense = _rng.Pick(_senses);
        return Definition(sense, _rng.Below(4)) + (sense.Kind is { } kind ? " " + Sentence.Capital(sense.Word) + " is a kind of " + kind + "." : "") + (sense.Examples.Count > 0 ? " Example: " + sense.Examples[0] : "");
    }

    private static string Definition(Sense sense, int style) => style switch
    {
        0 => sense.Word + ": " + sense.Gloss,
        1 => Sentence.Capital(sense.Word) + " means " + sense.Gloss + ".",
        2 => "The word " + sense.Word + " stands for " + sense.Gloss + ".",
        _ => Sentence.Capital(sense.Word) + " - " + sense.Gloss + ".",
    };

    private IReadOnlyList<string> Questions(string word) => _split == Split.TestTemplates
        ? ["Explain the word " + word + ".", "What is to be understood by " + word + "?"]
        : ["What is " + word + "?", "What does " + word + " mean?", "How is " + word + " defined?", "What is the meaning of " + word + "?", "Define " + word + "."];
}
