namespace Onebox.TinyData;

/// <summary>Tables with what things cost, weigh or hold, as Knowledge sends them: a header, rows, bars between the cells, often a sentence before and some after. The answer is a row.</summary>
internal sealed class PriceTables(Rng rng, CompanyScenes around, Names names, Values values) : ISource
{
    /// <summary>What one value of a table is asked by.</summary>
    private sealed record Column(string Header, string Asked);

    private static readonly string[] Corners = ["Article", "Item", "Product", "Name", "Type", "Model", "Kind", "Category", "Offer", "Service", "Room", "Ticket", "Size", "Route"];
    private static readonly string[] Titles = ["Prices", "Price list", "Rates", "Fees", "Tariffs", "What it costs", "Charges", "Our prices"];
    private static readonly string[] Asking = ["What does {0} cost {1}?", "How much is {0} {1}?", "How much does {0} cost {1}?", "What is the price of {0} {1}?", "What do I pay for {0} {1}?", "How expensive is {0} {1}?", "What is charged for {0} {1}?"];
    private static readonly Column[][] Sets =
    [
        [new("Per day", "per day"), new("Per week", "per week"), new("Per month", "per month")], [new("An hour", "an hour"), new("Half a day", "for half a day"), new("A day", "for a day")],
        [new("Adults", "for adults"), new("Children", "for children"), new("Groups", "for groups")], [new("Single", "as a single"), new("Double", "as a double"), new("Family", "for a family")],
        [new("Summer", "in summer"), new("Winter", "in winter")], [new("Weekdays", "on weekdays"), new("Weekend", "on the weekend")], [new("Small", "when small"), new("Large", "when large")],
        [new("Monthly", "monthly"), new("Yearly", "yearly")], [new("Members", "for members"), new("Guests", "for guests")], [new("Price", ""), new("Deposit", "as a deposit")],
        [new("Price", "")], [new("Fee", "")], [new("New", "when new"), new("Used", "when used")], [new("Retail", "in the shop"), new("Online", "online")], [new("One way", "one way"), new("Return", "and back")],
    ];

    public Scene One()
    {
        var columns = rng.Pick(Sets);
        var currency = rng.Pick(["euros", "dollars", "pounds", "EUR", "francs", "CHF", "yen"]);
        var rows = new List<string> { rng.Pick(Corners) + " | " + string.Join(" | ", columns.Select(c => c.Header)) };
        var facts = new List<Fact>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (var i = rng.Between(2, 6); i > 0; i--)
        {
            var thing = rng.Chance(0.5) ? names.Phrase() : names.Thing();
            if (!used.Add(thing))
                continue;
            var row = Sentence.Capital(thing) + " | " + string.Join(" | ", columns.Select(_ => values.Int(1, 400) + (rng.Chance(0.3) ? "." + values.Int(10, 95) : "") + " " + currency));
            rows.Add(row);
            foreach (var column in columns)
                facts.Add(new Fact([Ask(thing, column.Asked), Ask(thing, column.Asked)], row));
        }

        var other = names.Phrase();
        var missing = used.Add(other) ? new List<string> { Ask(other, rng.Pick(columns).Asked) } : [];
        var said = rng.Chance(0.6) ? around.One() : null;
        var before = rng.Chance(0.4) && said is not null;
        var table = string.Join('\n', rows);
        var text = said is null ? table : before ? said.Text + "\n\n" + table : table + "\n\n" + said.Text;
        return new Scene(rng.Pick(Titles), text, [.. facts, .. said?.Facts ?? []], missing);
    }

    public IReadOnlyList<Scene> Several(int count) => [.. Enumerable.Range(0, count).Select(_ => One())];

    private string Ask(string thing, string when)
    {
        var article = "aeiou".Contains(thing[0], StringComparison.Ordinal) ? "an " : "a ";
        var named = rng.Below(4) switch { 0 => "the " + thing, _ => article + thing };
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, rng.Pick(Asking), named, when).Replace(" ?", "?", StringComparison.Ordinal);
    }
}
