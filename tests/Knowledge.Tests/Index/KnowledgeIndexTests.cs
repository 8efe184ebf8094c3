using Onebox.Api.Knowledge;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Tests.Index;

public sealed class KnowledgeIndexTests
{
    [Fact]
    public async Task Search_EachMode_FindsTheRightDocument()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("leave.txt", "Employees receive thirty days of paid vacation each year.");
        await filled.PutAsync("pump.txt", "The pump AB-1234/5 must be greased every six months.");
        await filled.PutAsync("zh.txt", "员工每年享有三十天带薪休假。");
        foreach (var mode in Enum.GetValues<SearchMode>()) Assert.Equal("leave.txt", (await filled.SearchAsync("How many paid vacation days do employees get?", mode))[0].Document.Name);
        Assert.Equal("pump.txt", (await filled.SearchAsync("ab1234/5", SearchMode.Text))[0].Document.Name);
        Assert.Equal("pump.txt", (await filled.SearchAsync("1234", SearchMode.Text))[0].Document.Name);
        Assert.Equal("zh.txt", (await filled.SearchAsync("带薪休假多少天"))[0].Document.Name);
        Assert.Equal("zh.txt", (await filled.SearchAsync("薪", SearchMode.Text))[0].Document.Name);
        Assert.Empty(await filled.SearchAsync("zebra", SearchMode.Text));
    }

    [Fact]
    public async Task Put_ChangedDocument_TakesThePlaceOfTheOld()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("a.txt", "The meeting is on Monday.");
        await filled.PutAsync("a.txt", "The meeting is on Friday.");
        Assert.Empty(await filled.SearchAsync("Monday", SearchMode.Text));
        Assert.Equal("The meeting is on Friday.", Assert.Single(await filled.SearchAsync("When is the meeting?")).Chunk.Text);
        await filled.RemoveAsync("a.txt");
        Assert.Empty(await filled.SearchAsync("When is the meeting?"));
        Assert.Equal(0, filled.Index.Vectors.Count);
    }

    [Fact]
    public async Task Put_SameTextAgain_EmbedsNothing()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("a.txt", "The meeting is on Monday.");
        var made = filled.Made;
        await filled.PutAsync("copy.txt", "The meeting is on Monday.");
        await filled.RemoveAsync("a.txt");
        await filled.PutAsync("a.txt", "The meeting is on Monday.");
        Assert.Equal((1, 1), (made, filled.Made));
    }

    [Fact]
    public async Task Open_VectorsBehindTheDatabase_AreMadeRight()
    {
        // A kill between the database's commit and the vectors' log, both ways: one vector is missing, one is too many.
        using var filled = new FilledBase();
        await filled.PutAsync("a.txt", "The meeting is on Monday.");
        await filled.PutAsync("b.txt", "Invoices are due in thirty days.");
        filled.Index.Vectors.Delete(1);
        filled.Index.Vectors.Upsert(999, new float[512].Select((_, i) => i == 0 ? 1f : 0f).ToArray());
        filled.OpenAgain();
        Assert.Equal(2, filled.Index.Vectors.Count);
        Assert.Equal("a.txt", (await filled.SearchAsync("When do we meet?", SearchMode.Vector))[0].Document.Name);
    }

    [Fact]
    public async Task Open_BaseOfTheFirstVersion_GetsItsTermsAnew()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("pump.txt", "The pump AB-1234 is greased.");
        await filled.Index.WriteAsync(
            (connection, _) => connection.Run("ALTER TABLE documents DROP COLUMN attributes; INSERT INTO texts(texts) VALUES ('delete-all'); INSERT INTO texts(rowid, terms) VALUES (1, 'old'); UPDATE chunks SET length = 1; PRAGMA user_version = 1;"),
            TestContext.Current.CancellationToken);
        filled.OpenAgain();
        Assert.Equal("pump.txt", Assert.Single(await filled.SearchAsync("AB1234", SearchMode.Text)).Document.Name);
        Assert.Equal(4, filled.Index.View.MeanLength);
    }

    [Fact]
    public async Task Edit_Chunk_IsFoundByItsNewText()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("a.txt", "The meeting is on Monday.");
        var chunk = Assert.Single(await filled.SearchAsync("meeting")).Chunk;
        await filled.Index.WriteAsync((connection, change) => DocumentWriter.Edit(connection, change, chunk, "The workshop is on Tuesday.", []), TestContext.Current.CancellationToken);
        Assert.Empty(await filled.SearchAsync("Monday", SearchMode.Text));
        Assert.Equal("The workshop is on Tuesday.", Assert.Single(await filled.SearchAsync("workshop", SearchMode.Text)).Chunk.Text);
    }

    [Fact]
    public async Task Writing_WhileOthersRead_ShowsWholeDocumentsOnly()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("a.txt", "alpha one");
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var looks = 0;
            for (; !stop.IsCancellationRequested; looks++)
            {
                var hits = await filled.SearchAsync("alpha", SearchMode.Text);
                Assert.True(hits.Count <= 1);
                Assert.All(hits, h => Assert.StartsWith("alpha", h.Chunk.Text, StringComparison.Ordinal));
            }

            return looks;
        });
        for (var i = 0; i < 30; i++) await filled.PutAsync("a.txt", $"alpha {TextAnalyzer.Analyze($"number{i}")[0].Text}");
        await stop.CancelAsync();
        Assert.True(await reading > 0);
    }
}
