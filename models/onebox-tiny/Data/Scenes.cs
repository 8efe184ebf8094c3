namespace Onebox.TinyData;

/// <summary>All sources of passages for one split, over one sequence of random numbers.</summary>
internal sealed class Scenes
{
    private readonly Rng _rng;
    private readonly ISource[] _sources;
    private readonly DictionaryScenes _dictionary;
    private readonly Fillers _fillers;
    private readonly List<string[]> _verbs;
    private readonly ProseScenes? _prose;

    /// <param name="sections">What people wrote; empty: made-up passages only.</param>
    /// <param name="renaming">Whether made-up names stand for some words of what people wrote.</param>
    public Scenes(Rng rng, Split split, WordNet words, IReadOnlyList<Section> sections, bool renaming)
    {
        _rng = rng;
        Names = new Names(rng, split, words);
        Values = new Values(rng, Names);
        var kinds = Frames.Read();
        _verbs = [.. Frames.Lines("Verbs.txt").Select(l => l.Split(' '))];
        _fillers = new Fillers(rng, split, words);
        _prose = sections.Count > 0 ? new ProseScenes(rng, sections, _fillers, new ProseQuestions(rng, words), renaming ? Names : null) : null;
        _dictionary = new DictionaryScenes(rng, split, words);
        var attributes = new AttributeScenes(rng, split, kinds, Values, _fillers);
        var events = new EventScenes(rng, split, Names, Values, _fillers, _verbs);
        _sources = [attributes, attributes, attributes, attributes, events, events, events, events, new TableScenes(rng, split, kinds, Values), _dictionary, new StepScenes(rng, split, Names)];
    }

    public Fillers Fillers => _fillers;

    public IReadOnlyList<string[]> Verbs => _verbs;

    public Names Names { get; }

    public Values Values { get; }

    /// <summary>Share of the passages that people wrote.</summary>
    public double ProseShare { get; set; }

    public ISource Next() => _prose is not null && ProseShare > 0 && _rng.Chance(ProseShare) ? _prose : _rng.Pick(_sources);

    public string[] Verb() => _rng.Pick(_verbs);

    /// <summary>Plain text: passages, entries of the dictionary, example sentences.</summary>
    public string Plain() => _rng.Below(3) switch
    {
        0 => Next().One() is var scene ? scene.Title + "\n" + scene.Text : "",
        1 => _dictionary.Plain() + "\n" + _dictionary.Plain(),
        _ => string.Join(' ', Enumerable.Range(0, _rng.Between(2, 5)).Select(_ => _fillers.Next())),
    };
}
