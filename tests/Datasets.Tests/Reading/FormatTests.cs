using System.IO.Compression;
using System.Text;
using Onebox.Datasets.Reading;
using Onebox.Kernel;
using Parquet.Serialization;

namespace Onebox.Datasets.Tests.Reading;

public sealed class FormatTests : IDisposable
{
    private readonly Files _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("a.jsonl", "{\"a\":1}\n{\"a\":2}\n", "jsonl")]
    [InlineData("a.json", "{\"a\":1}\n{\"a\":2}\n", "jsonl")]
    [InlineData("a", "[{\"a\":1}]", "json")]
    [InlineData("a", "{\n  \"data\": [{\"a\":1}]\n}", "json")]
    [InlineData("a.csv", "a,b\n1,2\n", "csv")]
    [InlineData("a", "a;b\n1;2\n3;4\n", "csv")]
    [InlineData("a", "a\tb\n1\t2\n3\t4\n", "tsv")]
    [InlineData("a", "Once upon a time.\n\nThe end.\n", "text")]
    public void Format_IsFoundByContentAndName(string name, string content, string expected) => Assert.Equal(expected, SourceFormats.Of(_files.Of(name, content)).Name);

    [Fact]
    public async Task JsonLines_KeepLineNumbersAndGoOnAfterABrokenLine()
    {
        var records = await Files.ReadAsync(_files.Of("a.jsonl", "{\"a\":1}\r\n\n{broken\n\"text\"\n7\n{\"a\":2}"));
        Assert.Equal([1, 3, 4, 5, 6], records.Select(r => r.Number));
        Assert.Equal("{\"a\":1}", records[0].Content);
        Assert.StartsWith("! the line is no JSON", records[1].Content, StringComparison.Ordinal);
        Assert.Equal("{\"text\":\"text\"}", records[2].Content);
        Assert.Equal("! it is a number, not an object", records[3].Content);
    }

    [Fact]
    public async Task JsonLines_WithBytesThatAreNoUtf8_ReadThemAsReplacement()
    {
        var records = await Files.ReadAsync(_files.Of("a.jsonl", [.. "{\"a\":\"é\"}\n{\"a\":\""u8, 0xE9, .. "\"}\n"u8]));
        Assert.Equal(2, records.Count);
        Assert.Contains("é", records[0].Content, StringComparison.Ordinal);
        Assert.Contains('\uFFFD', records[1].Content);
    }

    [Theory]
    [InlineData("[{\"a\":1},{\"a\":2}]", 2)]
    [InlineData(" [ ] ", 0)]
    [InlineData("{\"version\":\"1\",\"meta\":{\"x\":[1]},\"data\":[{\"a\":1},{\"a\":2}]}", 2)]
    [InlineData("{\"a\":1,\"b\":\"x\"}", 1)]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}", 1)]
    public async Task Json_FindsItsRecords(string content, int expected) => Assert.Equal(expected, (await Files.ReadAsync(_files.Of("a.json", content, new SourceSettings("json")))).Count);

    [Fact]
    public async Task Json_WithNamedArrays_TellsTheGroup()
    {
        var records = await Files.ReadAsync(_files.Of("a.json", "{\"train\":[{\"a\":1},{\"a\":2}],\"test\":[{\"a\":3}]}"));
        Assert.Equal([(1, "train"), (2, "train"), (3, "test")], records.Select(r => (r.Number, r.Group!)));
    }

    [Fact]
    public async Task Json_OfManyMegabytes_IsReadByElement()
    {
        var content = "[" + string.Join(',', Enumerable.Range(0, 40_000).Select(i => $"{{\"n\":{i},\"text\":\"{new string('x', i % 300)}\"}}")) + "]";
        var records = await Files.ReadAsync(_files.Of("a.json", content));
        Assert.Equal(40_000, records.Count);
        Assert.All(records, r => Assert.StartsWith($"{{\"n\":{r.Number - 1},", r.Content, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Squad_BecomesOneRecordAQuestion()
    {
        const string squad = """{"version":"2.0","data":[{"title":"T","paragraphs":[{"context":"C1","qas":[{"id":"1","question":"Q1","answers":[{"text":"A","answer_start":0}]},{"id":"2","question":"Q2","answers":[],"is_impossible":true}]},{"context":"C2","qas":[{"id":"3","question":"Q3","answers":[{"text":"B","answer_start":0}]}]}]}]}""";
        var records = await Files.ReadAsync(_files.Of("squad.json", squad));
        Assert.Equal([1, 2, 3], records.Select(r => r.Number));
        Assert.StartsWith("{\"context\":\"C2\",\"id\":\"3\"", records[2].Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_WithQuotesAndLineBreaks_CountsLines()
    {
        var records = await Files.ReadAsync(_files.Of("a.csv", "\uFEFFname, text,name\r\n1,\"a \"\"b\"\"\r\nc\",x\r\n\r\n2,plain \"q\",y\n3,d\n4,d,e,f\n"));
        Assert.Equal([2, 5, 6, 7], records.Select(r => r.Number));
        Assert.Equal("""{"name":"1","text":"a \"b\"\r\nc","name_2":"x"}""", records[0].Content);
        Assert.Equal("""{"name":"2","text":"plain \"q\"","name_2":"y"}""", records[1].Content);
        Assert.Equal("""{"name":"3","text":"d"}""", records[2].Content);
        Assert.Equal("! it has 4 cells, and the table has 3 columns", records[3].Content);
    }

    [Fact]
    public async Task Csv_WhoseQuoteNeverEnds_IsRefusedWithItsLine()
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Files.ReadAsync(_files.Of("a.csv", "a,b\n1,2\n3,\"x\n5,6\n")));
        Assert.Contains("line 3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_WithoutNames_IsReadByThoseThatWereSaid_OrAsMultipleChoice()
    {
        var said = await Files.ReadAsync(_files.Of("a.csv", "What is a lease?,A contract.\nWho pays?,The tenant.\n", new SourceSettings(Columns: ["question", "answer"])));
        Assert.Equal(["1 {\"question\":\"What is a lease?\",\"answer\":\"A contract.\"}", "2 {\"question\":\"Who pays?\",\"answer\":\"The tenant.\"}"], said.Select(r => $"{r.Number} {r.Content}"));
        // MMLU's published files.
        var choices = await Files.ReadAsync(_files.Of("b.csv", "\"Which is a planet, of these?\",Sun,Mars,Moon,Comet,B\nWho wrote Faust?,Kant,Goethe,Heine,Marx,B\n"));
        Assert.Equal(2, choices.Count);
        Assert.Equal("{\"question\":\"Which is a planet, of these?\",\"A\":\"Sun\",\"B\":\"Mars\",\"C\":\"Moon\",\"D\":\"Comet\",\"answer\":\"B\"}", choices[0].Content);
        // Names that end with a letter are names.
        Assert.Single(await Files.ReadAsync(_files.Of("c.csv", "the question,answer,A,B\nq,A,x,y\n")));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    [InlineData("windows-1252")]
    public async Task Csv_InOtherEncodings_ReadsTheSame(string encoding)
    {
        var how = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        byte[] bytes = [.. how.GetPreamble(), .. how.GetBytes("Frage,Antwort\nGrößer?,\"Übermäßig\"\n")];
        Assert.Equal("""{"Frage":"Größer?","Antwort":"Übermäßig"}""", (await Files.ReadAsync(_files.Of("a.csv", bytes))).Single().Content);
    }

    [Fact]
    public async Task JsonLines_InShiftJis_AreReadAsJapanese()
    {
        var shiftJis = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
        // The second byte of 表 is a backslash, and of ポ a bracket: they are read as characters before they are read as JSON.
        var line = """{"prompt":"この表は何番ですか。","completion":"ポスターは三番です。"}""";
        var file = _files.Of("a.jsonl", shiftJis.GetBytes(line + "\n"));
        Assert.Equal(line, (await Files.ReadAsync(file)).Single().Content);
        Assert.Equal("shift-jis", TextEncoding.NameOf(file.Head(), said: null));
        // UTF-8 with one lost byte, whose bytes would be kana too, stays what it is; Western letters are no kana, whatever their bytes would be.
        byte[] lost = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("あいうえおかきくけこ。", 20))), 0xFF, .. Encoding.UTF8.GetBytes("です。")];
        Assert.Equal("utf-8", TextEncoding.NameOf(lost, said: null));
        Assert.Equal("windows-1252", TextEncoding.NameOf(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes("Größe, Übermäßig, „ƒ“, naïve café"), said: null));
    }

    [Theory]
    [InlineData(null, new[] { "1 One.\nStill one.", "4 Two." })]
    [InlineData("line", new[] { "1 One.", "2 Still one.", "4 Two." })]
    [InlineData("document", new[] { "1 One.\nStill one.\n\nTwo." })]
    public async Task Text_IsCutByItsUnit(string? unit, string[] expected)
    {
        var records = await Files.ReadAsync(_files.Of("a.txt", "One.\nStill one.\n\nTwo.\n", new SourceSettings(TextUnit: unit)));
        Assert.Equal(expected, records.Select(r => $"{r.Number} {System.Text.Json.JsonDocument.Parse(r.Content).RootElement.GetProperty("text").GetString()}"));
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.txt")]
    [InlineData("a")]
    public async Task Table_WithLinesEndedByCarriageReturns_IsReadByThem(string name)
    {
        var records = await Files.ReadAsync(_files.Of(name, "q,a\rOne?,1\r\"Two,\rthree?\",23\r", new SourceSettings(name == "a.txt" ? "csv" : null)));
        Assert.Equal(["""2 {"q":"One?","a":"1"}""", """3 {"q":"Two,\nthree?","a":"23"}"""], records.Select(r => $"{r.Number} {r.Content}"));
    }

    [Fact]
    public async Task Gzip_IsUnpacked_AndABombRefused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write("{\"a\":1}\n"u8);
        Assert.Single(await Files.ReadAsync(_files.Of("a.jsonl.gz", packed.ToArray())));

        // Cut short, as by a download that broke off: refused, not read up to there. Several members behind each other are one file.
        byte[] many = Gzipped(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{{\"a\":{i * 7919}}}\n")));
        var cut = await Assert.ThrowsAsync<ProblemException>(() => Files.ReadAsync(_files.Of("cut.jsonl.gz", many[..^2000])));
        Assert.Equal("dataset.malformed", cut.Problem.Code);
        Assert.Equal(5001, (await Files.ReadAsync(_files.Of("two.jsonl.gz", [.. many, .. packed.ToArray()]))).Count);

        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(new byte[10 << 20]);
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Files.ReadAsync(_files.Of("b.txt.gz", bomb.ToArray(), new SourceSettings("text"), new DatasetsOptions { MaxUnpackedBytes = 1 << 20 })));
        Assert.Equal("dataset.too_large", refusal.Problem.Code);

        static byte[] Gzipped(string text)
        {
            using var bytes = new MemoryStream();
            using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
            return bytes.ToArray();
        }
    }

    [Fact]
    public async Task Parquet_WithListsOfStructs_ReadsConversations()
    {
        using var bytes = new MemoryStream();
        await ParquetSerializer.SerializeAsync(
            [new Chat { Id = 1, Messages = [new() { role = "user", content = "Hi" }, new() { role = "assistant", content = "Hello" }] }, new Chat { Id = 2, Messages = [new() { role = "user", content = "Bye" }] }],
            bytes,
            cancellationToken: TestContext.Current.CancellationToken);
        var records = await Files.ReadAsync(_files.Of("a.parquet", bytes.ToArray()));
        Assert.Equal("""{"Id":1,"Messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}""", records[0].Content);
        Assert.Equal([1, 2], records.Select(r => r.Number));
    }

    [Fact]
    public async Task Excel_ReadsASheetByItsRows()
    {
        var records = await Files.ReadAsync(_files.Of("a.xlsx", Workbook.Of([["Frage", "Antwort"], ["Wer?", "Ich"], [null, null], ["Wann?", 42]])));
        Assert.Equal([(2, """{"Frage":"Wer?","Antwort":"Ich"}"""), (4, """{"Frage":"Wann?","Antwort":42}""")], records.Select(r => (r.Number, r.Content)));
    }

    [Fact]
    public async Task Excel_WithANoteBeforeTheRows_ReadsTheRowsUnderTheirNames()
    {
        var file = _files.Of("a.xlsx", Workbook.Of(("Read me", [["Export of 3 May"], ["Ask Anna"]]), ("Data", [["FAQ of the support team"], [], ["question", "answer"], ["Who?", "I."]])));
        Assert.Equal([(4L, "{\"question\":\"Who?\",\"answer\":\"I.\"}")], (await Files.ReadAsync(file)).Select(r => (r.Number, r.Content)));
        Assert.Equal("Data", file.Part);
        // One column with a name is no title, though a stray cell makes the sheet wider.
        Assert.Equal(["{\"text\":\"One.\",\"column2\":null}", "{\"text\":\"Two.\",\"column2\":\"stray\"}"], (await Files.ReadAsync(_files.Of("b.xlsx", Workbook.Of([["text"], ["One."], ["Two.", "stray"]])))).Select(r => r.Content));
    }

    [Fact]
    public async Task Csv_WithTheSeparatorSaid_IsReadByIt() =>
        Assert.Equal(["{\"question\":\"Hi, you\",\"answer\":\"Hello\"}"], (await Files.ReadAsync(_files.Of("a.csv", "\uFEFFsep=;\r\nquestion;answer\r\nHi, you;Hello\r\n"))).Select(r => r.Content));

    [Fact]
    public async Task JsonLines_AsPythonWritesMissingNumbers_HaveNulls()
    {
        var records = await Files.ReadAsync(_files.Of("a.jsonl", "{\"a\":NaN,\"b\":[-Infinity,Infinity],\"c\":\"NaN \\\" NaN\"}\n{\"a\":nan}\n"));
        Assert.Equal("{\"a\":null,\"b\":[null,null],\"c\":\"NaN \\\" NaN\"}", records[0].Content);
        Assert.StartsWith("! the line is no JSON", records[1].Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.json")]
    [InlineData("a.jsonl")]
    public async Task Json_OfObjectsOneAfterAnother_OrOneArray_IsRead(string name)
    {
        Assert.Equal(["{\n\"a\":1\n}", "{\n\"a\":2\n}"], (await Files.ReadAsync(_files.Of(name, "{\n\"a\":1\n}\n{\n\"a\":2\n}\n"))).Select(r => r.Content));
        Assert.Equal(["{\"a\":1}", "{\"a\":2}"], (await Files.ReadAsync(_files.Of(name, "[{\"a\":1},{\"a\":2}]"))).Select(r => r.Content));
    }

    [Fact]
    public async Task JsonLines_OfConversations_StayLines() =>
        Assert.Equal(2, (await Files.ReadAsync(_files.Of("a.jsonl", "[{\"role\":\"user\",\"content\":\"Hi\"}]\n[{\"role\":\"user\",\"content\":\"Ho\"}]\n"))).Count);

    [Fact]
    public async Task Line_OverTheLimit_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Files.ReadAsync(_files.Of("a.jsonl", "{\"a\":1}\n{\"a\":\"" + new string('x', 5000), null, new DatasetsOptions { MaxRowBytes = 2048 })));
        Assert.Equal("dataset.too_large", refusal.Problem.Code);
        Assert.Contains("Line 2", refusal.Message, StringComparison.Ordinal);
    }

    public sealed class Chat
    {
        public int Id { get; set; }

        public List<Turn> Messages { get; set; } = [];
    }

#pragma warning disable IDE1006, SA1300 // The names are the file's.
    public sealed class Turn
    {
        public string role { get; set; } = "";

        public string content { get; set; } = "";
    }
#pragma warning restore IDE1006, SA1300
}
