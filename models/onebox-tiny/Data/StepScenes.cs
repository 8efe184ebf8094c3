namespace Onebox.TinyData;

/// <summary>How-to steps: what comes first, what comes after what.</summary>
internal sealed class StepScenes(Rng rng, Split split, Names names) : ISource
{
    private static readonly string[] Does = ["Open", "Close", "Remove", "Clean", "Press", "Turn", "Loosen", "Tighten", "Fill", "Empty", "Check", "Replace", "Lift", "Connect", "Unplug", "Start", "Stop", "Hold", "Insert", "Wipe", "Measure", "Label"];
    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth", "sixth"];
    private static readonly string[] Tails = ["", "", "", " carefully", " by hand", " with a cloth", " for ten seconds", " until it clicks", " twice", " with a key"];

    public Scene One()
    {
        var goal = rng.Pick(["clean", "repair", "install", "start", "replace", "adjust", "test", "store"]) + " the " + names.Phrase();
        var steps = Enumerable.Range(0, rng.Between(2, 5)).Select(_ => rng.Pick(Does) + " the " + names.Phrase() + rng.Pick(Tails)).ToList();
        var facts = new List<Fact>();
        for (var i = 0; i < steps.Count; i++)
        {
            var questions = new List<string> { "What is step " + (char)('1' + i) + "?", "What is the " + Ordinals[i] + " step?", "What is the " + Ordinals[i] + " step to " + goal + "?" };
            if (i > 0)
                questions.Add("What do I do after this: " + steps[i - 1] + "?");
            if (i == 0)
                questions.Add("How do I begin to " + goal + "?");
            if (split == Split.TestTemplates)
                questions = [i == 0 ? "With what do I start to " + goal + "?" : "What comes right after \"" + steps[i - 1] + "\"?"];
            facts.Add(new Fact(questions, steps[i]));
        }

        var text = string.Join('\n', rng.Below(3) switch
        {
            0 => steps.Select((s, i) => (char)('1' + i) + ". " + s + "."),
            1 => steps.Select((s, i) => "Step " + (char)('1' + i) + ": " + s + "."),
            _ => steps.Select((s, i) => (char)('1' + i) + ") " + s),
        });
        return new Scene("How to " + goal, text, facts, [split == Split.TestTemplates ? "With what do I start to " + rng.Pick(["clean", "repair", "install"]) + " the " + names.Phrase() + "?" : "What is the first step to " + rng.Pick(["clean", "repair", "install", "paint"]) + " the " + names.Phrase() + "?", "What is step 8?", "How long does it take to " + goal + "?"]);
    }

    public IReadOnlyList<Scene> Several(int count) => [One()];
}
