using System.Globalization;
using System.Text;
using System.Text.Json;
using Onebox.Documents;
using Onebox.Knowledge.Tables;

namespace Onebox.Knowledge.Tests.Tables;

/// <summary>
/// Questions of knowledge workers about tables of their kinds, written before the grammar was changed for them, with the answers that SQLite gave. A wrong one is a fault; how many are declined is a figure
/// that may only get better.
/// </summary>
public sealed class AskedTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(Testing.Checkout.Root, "tests", "Knowledge.Tests", "Tables", "Asked");

    private sealed record Asked(string Table, string Question, JsonElement[][]? Rows);

    [Theory]
    [InlineData("first.jsonl", 120)]
    [InlineData("second.jsonl", 54)]
    [InlineData("third.jsonl", 47)]
    public async Task Understand_AskedQuestions_AreRightOrDeclined(string set, int atLeast)
    {
        var tables = new Dictionary<string, IReadOnlyList<SheetTable>>(StringComparer.Ordinal);
        var (right, declined, wrong, total) = (0, new List<string>(), new List<string>(), 0);
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(Folder, set), TestContext.Current.CancellationToken))
        {
            var asked = JsonSerializer.Deserialize<Asked>(line, JsonSerializerOptions.Web)!;
            if (!tables.TryGetValue(asked.Table, out var of)) tables[asked.Table] = of = SheetTable.Of(await ParseAsync(asked.Table));
            var query = of.Select(t => (Table: t, Query: TableQuestion.MayAsk(asked.Question) ? TableQuestion.Understand(asked.Question, t, asked.Table) : null)).Where(q => q.Query is not null).OrderByDescending(q => q.Query!.Certainty).FirstOrDefault();
            var result = query.Query is null ? null : TableEngine.Run(query.Table, query.Query);
            // A sum of nothing is no answer.
            if (result is not null && query.Query!.Calculation != Calculation.Rows && result.Rows.All(r => r[^1] is null)) result = null;
            if (asked.Rows is not null) total++;
            if (result is null && asked.Rows is not null) declined.Add($"{asked.Table}: {asked.Question}");
            else if (result is not null && !IsRight(asked.Rows, result)) wrong.Add($"{asked.Table}: {asked.Question} {result.Sql} {string.Join(';', result.Rows.Select(r => string.Join(',', r)))} not {JsonSerializer.Serialize(asked.Rows)}");
            else if (asked.Rows is not null) right++;
        }

        output.WriteLine($"{set}: {right} of {total} right, {declined.Count} declined, {wrong.Count} wrong\n{string.Join('\n', wrong)}\ndeclined:\n{string.Join('\n', declined)}");
        Assert.Empty(wrong);
        Assert.True(right >= atLeast, $"{right} of {total}");
    }

    /// <summary>As many rows, and in each the cells that are expected; a number alone is the row's last cell.</summary>
    private static bool IsRight(JsonElement[][]? expected, TableRows told) => expected is not null && expected.Length == told.Count && expected.All(e => told.Rows.Any(r =>
        e.All(cell => r.Any(c => Same(cell, c))) && (e.Length > 1 || e[0].ValueKind != JsonValueKind.Number || r.Count == 1 || Same(e[0], r[0]) || Same(e[0], r[^1]))));

    private static bool Same(JsonElement expected, string? told) => expected.ValueKind switch
    {
        JsonValueKind.Null => told is null,
        JsonValueKind.Number => double.TryParse(told, CultureInfo.InvariantCulture, out var number) && Math.Abs(number - expected.GetDouble()) <= 1e-5 * Math.Max(1, Math.Abs(number)),
        _ => string.Equals(expected.GetString(), told, StringComparison.OrdinalIgnoreCase),
    };

    private static async Task<Document> ParseAsync(string name)
    {
        if (name != "transactions.csv") return await new DocumentParser().ParseAsync(Path.Combine(Folder, name), cancellation: TestContext.Current.CancellationToken);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(Transactions()));
        return await new DocumentParser().ParseAsync(content, name, cancellation: TestContext.Current.CancellationToken);
    }

    /// <summary>12,000 rows, by the rule that the answers were calculated with.</summary>
    private static string Transactions()
    {
        string[] stores = ["Oslo", "Bergen", "Tromso", "Narvik"];
        string[] items = ["Coffee", "Tea", "Cake", "Juice", "Water"];
        var csv = new StringBuilder("Transaction,Date,Store,Item,Units,Amount\n");
        for (var i = 0; i < 12_000; i++)
        {
            var amount = Math.Round((i * 7919L % 10007 / 100.0) + 0.5, 2);
            csv.Append(CultureInfo.InvariantCulture, $"{i + 1},{new DateTime(2023, 1, 1).AddDays(i * 7 % 365):yyyy-MM-dd},{stores[i % 11 == 0 ? 3 : i * 13 % 4]},{items[(int)(((long)i * i) + (3L * i)) % 5]},{1 + (i * 17 % 9)},{amount:0.00}\n");
        }

        return csv.ToString();
    }
}
