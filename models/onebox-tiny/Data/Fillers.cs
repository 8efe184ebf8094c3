namespace Onebox.TinyData;

/// <summary>Sentences that say nothing about what is asked: WordNet's example sentences, and things about other things.</summary>
internal sealed class Fillers
{
    private readonly Rng _rng;
    private readonly List<string> _examples;

    public Fillers(Rng rng, Split split, WordNet words)
    {
        _rng = rng;
        _examples = [.. words.Nouns.Concat(words.Others).Where(s => SplitOf.Allows(split, s.Word)).SelectMany(s => s.Examples).Where(e => e.Length is > 20 and < 110)];
    }

    public string Next()
    {
        var text = Sentence.Capital(_rng.Pick(_examples));
        return text[^1] is '.' or '!' or '?' ? text : text + ".";
    }
}
