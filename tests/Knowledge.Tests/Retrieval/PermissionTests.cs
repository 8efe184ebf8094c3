using System.Text.Json;
using CsCheck;
using Onebox.Api.Knowledge;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Tests.Retrieval;

/// <summary>Whatever documents, groups and askers: nobody finds what is not theirs, and everybody finds all that is.</summary>
public sealed class PermissionTests
{
    private static readonly string[] Groups = ["hr", "sales", "board", "works"];
    private static readonly string[] Subjects = ["The travel budget is paid monthly.", "The pump needs oil.", "Salaries rise in spring.", "Visitors sign in at the gate.", "The travel desk books flights."];

    private static List<(string, string, double, double, double)> Told(IReadOnlyList<Hit> hits) =>
        [.. hits.Select(h => (h.Document.Name, h.Chunk.Text, Math.Round(h.Score, 6), Math.Round(h.Text, 6), Math.Round(h.Vector, 6)))];

    private static readonly Gen<string[]> SomeGroups = Gen.Bool.Array[Groups.Length].Select(chosen => Groups.Where((_, i) => chosen[i]).ToArray());

    [Fact]
    public Task Search_AnyReadersAnyAsker_NoLeakAndNothingLost() =>
        Gen.Select(Gen.Select(SomeGroups, Gen.Int[0, Subjects.Length - 1]).Array[1, 24], SomeGroups.Array[1, 4], Gen.Int[1, 30]).SampleAsync(async (documents, askers, top) =>
        {
            var stored = documents.Select((d, i) => (Document: FilledBase.Stored($"{i}", d.Item1), Text: $"{Subjects[d.Item2]} Note {i}.")).ToList();
            using var filled = new FilledBase();
            await filled.PutAllAsync(stored);
            foreach (var asker in askers)
            {
                var readers = Readership.Of(asker);
                var mine = stored.Where(d => d.Document.Readers.Length == 0 || d.Document.Readers.Intersect(asker).Any()).ToList();
                // Whoever asks cannot tell the base from one that never held what is closed to them: not by hits, not by their order, not by a score.
                using var alone = new FilledBase();
                await alone.PutAllAsync(mine);
                // "Salaries" stands in closed documents alone, or in some that are open.
                foreach (var (mode, question) in Enum.GetValues<SearchMode>().SelectMany(m => (IEnumerable<(SearchMode, string)>)[(m, "travel budget note"), (m, "salaries of visitors, note")]))
                {
                    var found = Told(await filled.SearchAsync(question, mode, readers, top));
                    Assert.Equal(Told(await alone.SearchAsync(question, mode, Readership.Everything, top)), found);
                    // Every document says "note", so all that may be found must be, up to what was asked for.
                    if (mode != SearchMode.Vector) Assert.Equal(Math.Min(top, mine.Count), found.Count);
                }
            }
        }, iter: 25);

    [Fact]
    public async Task Search_AnyMetadataThatOneInAThousandHas_FindsIt()
    {
        using var filled = new FilledBase();
        var rare = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var documents = Enumerable.Range(0, 1000).Select(i => (Document: FilledBase.Stored($"common/{i}.txt", i == 700 ? ["hr"] : ["board"]), Text: "The travel budget of each team is paid monthly.")).ToList();
        foreach (var (at, change) in (IEnumerable<(int, Func<StoredDocument, StoredDocument>)>)[
            (100, d => d with { Name = "rare/100.txt" }), (200, d => d with { MimeType = "application/pdf" }), (300, d => d with { Owner = "eve" }), (400, d => d with { Tags = ["plan"] }), (500, d => d with { ModifiedAt = rare }),
            (600, d => d with { Attributes = """{"year":2026}""" })])
            documents[at] = documents[at] with { Document = change(documents[at].Document) };
        await filled.PutAllAsync(documents);
        using var year = JsonDocument.Parse("2026");
        (string Name, Readership Readers, KnowledgeFilter Filter)[] asked =
        [
            ("rare/100.txt", Readership.Everything, new(Folder: "rare")), ("common/200.txt", Readership.Everything, new(Type: "pdf")), ("common/300.txt", Readership.Everything, new(Owner: "eve")),
            ("common/400.txt", Readership.Of("board"), new(Tag: "plan")), ("common/500.txt", Readership.Everything, new(After: rare, Before: rare.AddDays(1))),
            ("common/600.txt", Readership.Of("board"), new(Attributes: new AttributeFilter("eq", "year", year.RootElement))), ("common/700.txt", Readership.Of("hr"), new()),
        ];
        foreach (var (name, readers, filter) in asked)
            foreach (var mode in Enum.GetValues<SearchMode>())
                Assert.Equal(name, Assert.Single(await filled.SearchAsync("travel budget", mode, readers, 10, DocumentFilter.Of(filter))).Document.Name);
    }

    [Fact]
    public async Task Search_OneReadableAmongMany_IsFound()
    {
        // Selectivity 1 in 400: filtering after the first ten would lose it.
        using var filled = new FilledBase();
        for (var i = 0; i < 400; i++) await filled.PutAsync($"{i}", $"The travel budget of team {i} is paid monthly.", i == 377 ? "hr" : "board");
        foreach (var mode in Enum.GetValues<SearchMode>()) Assert.Equal("377", Assert.Single(await filled.SearchAsync("travel budget", mode, Readership.Of("hr"), 10)).Document.Name);
    }

    [Fact]
    public async Task Regroup_Document_CountsAtOnce()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("plan", "The plan is secret.", "board");
        Assert.Empty(await filled.SearchAsync("plan", readers: Readership.Of("hr")));
        var id = filled.Index.View.Documents.Single().Id;
        await filled.Index.WriteAsync((connection, _) => DocumentWriter.Regroup(connection, id, ["hr"], []), TestContext.Current.CancellationToken);
        Assert.Single(await filled.SearchAsync("plan", readers: Readership.Of("hr")));
        Assert.Empty(await filled.SearchAsync("plan", readers: Readership.Of("board")));
    }

    [Fact]
    public async Task Filter_ByDocument_LooksAtThatAlone()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("a/one.txt", "The plan is good.");
        await filled.PutAsync("b/two.txt", "The plan is bad.");
        Assert.Equal("b/two.txt", Assert.Single(await filled.SearchAsync("plan", filter: DocumentFilter.Of(new KnowledgeFilter(Folder: "b")))).Document.Name);
        Assert.Equal("a/one.txt", Assert.Single(await filled.SearchAsync("plan", filter: DocumentFilter.Of(new KnowledgeFilter(Document: "a/one.txt")))).Document.Name);
        Assert.Empty(await filled.SearchAsync("plan", filter: DocumentFilter.Of(new KnowledgeFilter(Type: "pdf"))));
        Assert.Equal(2, (await filled.SearchAsync("plan", filter: DocumentFilter.Of(new KnowledgeFilter(Owner: "tester")))).Count);
    }
}
