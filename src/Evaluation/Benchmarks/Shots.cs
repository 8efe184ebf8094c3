using System.Text;
using Onebox.Evaluation.Statistics;

namespace Onebox.Evaluation.Benchmarks;

/// <summary>
/// The examples before a question. They are drawn once for each group, with the benchmark's seed, and are the same for all its items: so the items share
/// a prefix, which the engine computes once. (lm-evaluation-harness draws anew for each item, except with <c>first_n</c>.)
/// </summary>
internal sealed class Shots
{
    private readonly Benchmark _benchmark;
    private readonly bool _apart;
    private readonly Dictionary<string, List<Item>> _groups;

    /// <param name="from">What to draw from.</param>
    /// <param name="apart">They are other items than those that are asked, though their numbers may be the same.</param>
    public Shots(Benchmark benchmark, IReadOnlyList<Item> from, bool apart)
    {
        (_benchmark, _apart) = (benchmark, apart);
        _groups = from.GroupBy(i => i.Group ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => Draw(benchmark, g), StringComparer.Ordinal);
    }

    /// <summary>The examples for an item, never the item itself; fewer than <paramref name="most"/> where there are no more.</summary>
    public IReadOnlyList<Item> For(Item item, int most) =>
        _groups.TryGetValue(item.Group ?? "", out var drawn) || _groups.TryGetValue("", out drawn) ? [.. drawn.Where(s => _apart || s.Id != item.Id).Take(most)] : [];

    /// <summary>Preamble, examples, question: as lm-evaluation-harness puts them together, with an empty line between and a space before an answer.</summary>
    public static string Text(Item item, IReadOnlyList<Item> shots)
    {
        var text = new StringBuilder(item.Preamble);
        foreach (var shot in shots) text.Append(shot.Prompt).Append(Delimiter(shot.Prompt)).Append(shot.Target).Append("\n\n");
        return text.Append(item.Prompt).ToString();
    }

    /// <summary>The same as a conversation.</summary>
    public IReadOnlyList<Turn> Conversation(Item item, IReadOnlyList<Item> shots)
    {
        List<Turn> turns = [];
        var system = string.Join("\n\n", new[] { _benchmark.System, item.Preamble.Trim() }.Where(s => !string.IsNullOrEmpty(s)));
        if (system.Length > 0 && item.Turns?[0].Role != "system") turns.Add(new Turn("system", system));
        foreach (var shot in shots)
        {
            turns.Add(new Turn("user", shot.Prompt));
            turns.Add(new Turn("assistant", shot.Target));
        }

        if (item.Turns is { } own) turns.AddRange(own);
        else turns.Add(new Turn("user", item.Prompt));
        return turns;
    }

    public static string Delimiter(string prompt) => prompt.Length > 0 && char.IsWhiteSpace(prompt[^1]) ? "" : " ";

    private static List<Item> Draw(Benchmark benchmark, IEnumerable<Item> from)
    {
        // One more than is shown: an item that is among its own examples gets the next one.
        var wanted = benchmark.Shots + 1;
        var all = from.ToList();
        if (benchmark.FirstShots || all.Count <= wanted) return [.. all.Take(wanted)];
        var random = new SplitMix(benchmark.Seed);
        for (var i = 0; i < wanted; i++)
        {
            var j = i + random.Below(all.Count - i);
            (all[i], all[j]) = (all[j], all[i]);
        }

        return all[..wanted];
    }
}
