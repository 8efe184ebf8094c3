using Onebox.Api.Knowledge;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Text;
using SQLitePCL;

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

    /// <summary>The encoder knows all letters of German, and none of its words: by its vectors hybrid search was worse than words alone.</summary>
    [Fact]
    public async Task Put_TextInALanguageThatTheEncoderDoesNotKnow_GetsNoVector()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("urlaub.txt", "Beschäftigte erhalten dreißig Tage bezahlten Urlaub im Jahr; wer neu anfängt, bekommt ihn anteilig. Der Antrag wird spätestens zwei Wochen vorher bei der Personalabteilung gestellt.");
        Assert.Equal(0, filled.Index.Vectors.Count);
        await filled.PutAsync("leave.txt", "Employees receive thirty days of paid vacation a year; those who begin within the year get their share of it. It is asked for at the human resources department two weeks before.");
        Assert.Equal(1, filled.Index.Vectors.Count);
        Assert.Equal("urlaub.txt", (await filled.SearchAsync("Wie viele Tage Urlaub erhalten Beschäftigte?"))[0].Document.Name);
    }

    [Fact]
    public async Task Open_VectorsAreDamaged_AreMadeAnewFromTheEmbeddings()
    {
        using var filled = new FilledBase();
        for (var i = 0; i < 5; i++) await filled.PutAsync($"{i}.txt", $"Employees of team {i} receive thirty days of paid vacation.");
        Assert.Null(filled.Index.Damage);
        var log = Directory.EnumerateFiles(Path.Combine(filled.Folder, "vectors"), "*.log").Single();
        filled.OpenAgain(() =>
        {
            var bytes = File.ReadAllBytes(log);
            bytes[100] ^= 1;
            File.WriteAllBytes(log, bytes);
        });
        Assert.Contains(log, filled.Index.Damage, StringComparison.Ordinal);
        Assert.Equal(5, filled.Index.Vectors.Count);
        Assert.Equal(5, (await filled.SearchAsync("vacation", SearchMode.Vector)).Count);
        filled.OpenAgain();
        Assert.Null(filled.Index.Damage);
    }

    [Fact]
    public async Task Search_ArabicAndHebrew_FindsWordsInTheirForms()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("leave.ar", "يحصل الموظفون على ثلاثين يوماً من الإجازة المدفوعة كل سنة (المادة 12).");
        await filled.PutAsync("pump.ar", "تُشحَّم المضخة AB-1234 كل ستة أشهر.");
        await filled.PutAsync("leave.he", "העובדים זכאים ל-30 ימי חופשה בשנה, לפי הוראת מנכ\"ל.");
        Assert.Equal("leave.ar", (await filled.SearchAsync("كم يوم اجازة للموظفين؟"))[0].Document.Name);
        Assert.Equal("pump.ar", (await filled.SearchAsync("تشحم مضخة ab1234"))[0].Document.Name);
        Assert.Equal("leave.ar", (await filled.SearchAsync("مادة ١٢", SearchMode.Text))[0].Document.Name);
        Assert.Equal("leave.he", (await filled.SearchAsync("מנכ״ל", SearchMode.Text))[0].Document.Name);
        Assert.Equal("leave.he", (await filled.SearchAsync("30 ימי חופשה"))[0].Document.Name);
    }

    [Fact]
    public async Task Write_WhoseVectorsCannotFollow_IsSeenAndPutRightByTheNext()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("a.txt", "The meeting is on Monday.");
        Assert.Single(filled.Index.View.Documents);
        // The vectors refuse one of another length, after the records are written.
        await Assert.ThrowsAnyAsync<Exception>(() => filled.Index.WriteAsync(
            (connection, change) =>
            {
                DocumentWriter.Remove(connection, change, filled.Index.View.Documents.Single(), DateTimeOffset.UnixEpoch);
                change.Add(1_000, [1f]);
            },
            TestContext.Current.CancellationToken));
        Assert.Empty(filled.Index.View.Documents);
        Assert.Empty(await filled.SearchAsync("When is the meeting?"));

        await filled.PutAsync("b.txt", "The canteen serves soup on Fridays.");
        Assert.Equal(1, filled.Index.Vectors.Count);
        Assert.Equal("b.txt", Assert.Single(await filled.SearchAsync("What does the canteen serve?", SearchMode.Vector)).Document.Name);
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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Open_BaseOfAnEarlierVersion_GetsItsTermsAnew(int version)
    {
        using var filled = new FilledBase();
        await filled.PutAsync("pump.txt", "The pump AB-1234 is greased.");
        await filled.Index.WriteAsync(
            (connection, _) => connection.Run((version == 1 ? "ALTER TABLE documents DROP COLUMN attributes;" : "") + (version < 3 ? "ALTER TABLE chunks DROP COLUMN said;" : "") + $"ALTER TABLE history DROP COLUMN readers; INSERT INTO texts(texts) VALUES ('delete-all'); INSERT INTO texts(rowid, terms) VALUES (1, 'old'); UPDATE chunks SET length = 1; PRAGMA user_version = {version};"),
            TestContext.Current.CancellationToken);
        filled.OpenAgain();
        Assert.Equal("pump.txt", Assert.Single(await filled.SearchAsync("AB1234", SearchMode.Text)).Document.Name);
        Assert.Equal(4, filled.Index.View.Admit(Readership.Everything, null).Texts.MeanChunk);
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

    /// <summary>A view was once read statement by statement: a document that came in between had chunks but was not known, and searches failed for as long as files came in.</summary>
    [Fact]
    public async Task View_DocumentComesInWhileItIsRead_KnowsTheDocumentOfEveryChunk()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("a.txt", "alpha one");
        using var reading = filled.Index.Read();
        using var writing = IndexSchema.Open(Path.Combine(filled.Index.Folder, "base.db"), writes: true);
        var written = false;
        // Right before the chunks are read, another file is done.
        raw.sqlite3_trace(
            reading.Handle,
            (_, statement) =>
            {
                if (written || !statement.Contains("FROM chunks", StringComparison.Ordinal)) return;
                written = true;
                writing.Run("INSERT INTO documents SELECT 99, 'doc_b', 'b.txt', source, 'b.txt', mime, bytes, sha256, state, reason, readers, tags, owner, pages, version, added_at, modified_at, cut, warnings, blocks, attributes FROM documents");
                writing.Run("INSERT INTO chunks(document, ordinal, heading, text, kind, first_block, last_block, length) VALUES (99, 0, '', 'alpha two', 'text', 0, 0, 2)");
            },
            null);
        var view = IndexView.Read(reading, 1);
        Assert.True(written);
        Assert.Equal((1, 1), (view.Documents.Count, view.Chunks));
        Assert.All(view.ChunksByDocument().Keys, id => Assert.NotNull(view.Document(id)));
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
