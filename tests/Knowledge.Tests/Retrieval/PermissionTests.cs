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

    private static readonly Gen<string[]> SomeGroups = Gen.Bool.Array[Groups.Length].Select(chosen => Groups.Where((_, i) => chosen[i]).ToArray());

    [Fact]
    public Task Search_AnyReadersAnyAsker_NoLeakAndNothingLost() =>
        Gen.Select(Gen.Select(SomeGroups, Gen.Int[0, Subjects.Length - 1]).Array[1, 24], SomeGroups.Array[1, 4], Gen.Int[1, 30]).SampleAsync(async (documents, askers, top) =>
        {
            using var filled = new FilledBase();
            for (var i = 0; i < documents.Length; i++) await filled.PutAsync($"{i}", $"{Subjects[documents[i].Item2]} Note {i}.", documents[i].Item1);
            foreach (var asker in askers)
            {
                var readers = Readership.Of(asker);
                var mine = Enumerable.Range(0, documents.Length).Where(i => documents[i].Item1.Length == 0 || documents[i].Item1.Intersect(asker).Any()).Select(i => $"{i}").ToHashSet();
                foreach (var mode in Enum.GetValues<SearchMode>())
                {
                    var found = (await filled.SearchAsync("travel budget note", mode, readers, top)).Select(h => h.Document.Name).ToList();
                    Assert.All(found, name => Assert.Contains(name, mine));
                    // Every document says "note", so all that may be found must be, up to what was asked for.
                    if (mode != SearchMode.Vector) Assert.Equal(Math.Min(top, mine.Count), found.Count);
                    // The filter is inside the search: the best of mine come, not what is left of the best of all.
                    var all = (await filled.SearchAsync("travel budget note", mode, Readership.Everything, 1000)).Select(h => h.Document.Name).Where(mine.Contains).Take(top);
                    Assert.Equal(all, found);
                }
            }
        }, iter: 25);

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
