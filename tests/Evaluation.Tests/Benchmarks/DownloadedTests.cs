using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using DuckDB.NET.Data;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Benchmarks.Published;
using Onebox.Evaluation.Reading;

namespace Onebox.Evaluation.Tests.Benchmarks;

/// <summary>
/// Benchmarks as people download them: the authors' archives with all that lies in them, and Hugging Face's folders of Parquet (written here by DuckDB, so by another writer than our
/// reader's). Folders and columns are those of the published files.
/// </summary>
public sealed class DownloadedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Mmlu_OfTheAuthorsTar_IsTheTestWithTheDevAsExamples()
    {
        var tar = Archive("data.tar",
            ("data/dev/anatomy_dev.csv", "D?,1,2,3,4,A\n"), ("data/test/anatomy_test.csv", "T?,1,2,3,4,B\n"), ("data/test/world_religions_test.csv", "R?,1,2,3,4,C\n"), ("data/val/anatomy_val.csv", "V?,1,2,3,4,D\n"), ("data/README.txt", "x"));
        var (items, shots) = await ReadAsync("mmlu", tar);
        Assert.Equal([("anatomy/0", "T?"), ("world_religions/0", "R?")], items.Select(i => (i.Id, i.Prompt.Split('\n')[0])));
        Assert.Equal("D?", shots.Single().Prompt.Split('\n')[0]);
    }

    [Fact]
    public async Task Mmlu_OfHuggingFace_IsReadOnceThoughItIsThereTwice()
    {
        foreach (var (folder, subject) in (ReadOnlySpan<(string, string)>)[("all", "anatomy"), ("anatomy", "anatomy")])
        {
            Parquet($"mmlu/{folder}/test-00000-of-00001.parquet", $"SELECT 'T?' AS question, '{subject}' AS subject, ['1','2','3','4'] AS choices, 2::BIGINT AS answer");
            Parquet($"mmlu/{folder}/dev-00000-of-00001.parquet", $"SELECT 'D?' AS question, '{subject}' AS subject, ['1','2','3','4'] AS choices, 0::BIGINT AS answer");
        }

        Parquet("mmlu/auxiliary_train/train-00000-of-00001.parquet", "SELECT 'X?' AS question, '' AS subject, ['1','2','3','4'] AS choices, 0::BIGINT AS answer");
        var (items, shots) = await ReadAsync("mmlu", Path.Combine(_folder, "mmlu"));
        Assert.Equal(("anatomy/0", 2, "anatomy"), (items.Single().Id, items.Single().Right.Single(), items.Single().Group));
        Assert.Equal([0], shots.Single().Right);
    }

    [Fact]
    public async Task Arc_OfTheAuthorsZip_WantsToBeToldWhich_AndReadsBothItsForms()
    {
        const string jsonl = """{"id":"Mercury_7","question":{"stem":"Which is hot?","choices":[{"text":"ice","label":"A"},{"text":"the sun (a star)","label":"B"}]},"answerKey":"B"}""";
        const string csv = "questionID,originalQuestionID,totalPossiblePoint,AnswerKey,isMultipleChoiceQuestion,includesDiagram,examName,schoolGrade,year,question,subject,category\nMercury_7,7,1,B,1,0,Mercury,9,2015,\"Which is hot? (A) ice (B) the sun (a star)\",,Test\n";
        var zip = Archive("ARC-V1-Feb2018.zip",
            ("ARC-V1-Feb2018-2/ARC-Easy/ARC-Easy-Test.jsonl", jsonl), ("ARC-V1-Feb2018-2/ARC-Easy/ARC-Easy-Test.csv", csv), ("ARC-V1-Feb2018-2/ARC-Easy/ARC-Easy-Train.jsonl", jsonl.Replace("_7", "_8", StringComparison.Ordinal)),
            ("ARC-V1-Feb2018-2/ARC-Challenge/ARC-Challenge-Test.jsonl", jsonl), ("__MACOSX/ARC-V1-Feb2018-2/._ARC-Easy-Test.jsonl", "\0"));
        var error = await Assert.ThrowsAsync<Kernel.ProblemException>(() => ReadAsync("arc", zip));
        Assert.Contains("ARC-V1-Feb2018-2/ARC-Challenge/ARC-Challenge-Test.jsonl, ARC-V1-Feb2018-2/ARC-Easy/ARC-Easy-Test.jsonl", error.Message, StringComparison.Ordinal);
        foreach (var ending in (string[])["jsonl", "csv"])
        {
            var (items, shots) = await ReadAsync("arc", $"{zip}/ARC-V1-Feb2018-2/ARC-Easy/ARC-Easy-Test.{ending}");
            Assert.Equal(("Mercury_7", "Which is hot?", "the sun (a star)"), (items.Single().Id, items.Single().Question, items.Single().Choices[items.Single().Right[0]]));
            Assert.Equal(ending == "jsonl" ? 1 : 0, shots.Count);
        }
    }

    [Fact]
    public async Task Arc_OfHuggingFace_HasListsInAGroup()
    {
        Parquet("arc/ARC-Easy/test-00000-of-00001.parquet", "SELECT 'M_1' AS id, 'Which?' AS question, {'text': ['ice','fire'], 'label': ['1','2']} AS choices, '2' AS answerKey");
        Parquet("arc/ARC-Easy/train-00000-of-00001.parquet", "SELECT 'M_2' AS id, 'Shot?' AS question, {'text': ['ice','fire'], 'label': ['A','B']} AS choices, 'A' AS answerKey");
        var (items, shots) = await ReadAsync("arc", Path.Combine(_folder, "arc"));
        Assert.Equal(("M_1", "fire"), (items.Single().Id, items.Single().Target));
        Assert.Equal("ice", shots.Single().Target);
    }

    [Fact]
    public async Task HellaSwag_OfAFolder_IsTheValidationSplit()
    {
        Parquet("hellaswag/validation-00000-of-00001.parquet", "SELECT 24::INT AS ind, 'Roofing' AS activity_label, 'A man sits.' AS ctx_a, 'he' AS ctx_b, 'A man sits. he' AS ctx, ['is up.','is down.','x','y'] AS endings, '1' AS label");
        Parquet("hellaswag/test-00000-of-00001.parquet", "SELECT 24::INT AS ind, 'Roofing' AS activity_label, 'A man sits.' AS ctx_a, 'he' AS ctx_b, '' AS ctx, ['a','b','c','d'] AS endings, '' AS label");
        var item = (await ReadAsync("hellaswag", Path.Combine(_folder, "hellaswag"))).Items.Single();
        Assert.Equal(("Roofing: A man sits. He", "is down."), (item.Prompt, item.Target));
        var error = await Assert.ThrowsAsync<Kernel.ProblemException>(() => ReadAsync("hellaswag", Path.Combine(_folder, "hellaswag", "test-00000-of-00001.parquet")));
        Assert.Contains("the test split has none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TruthfulQa_OfTheAuthorsRepository_IsTheMultipleChoiceFile()
    {
        var zip = Archive("TruthfulQA-main.zip",
            ("TruthfulQA-main/TruthfulQA.csv", "Type,Category,Question\nA,B,C\n"), ("TruthfulQA-main/data/finetune_truth.jsonl", "{}"),
            ("TruthfulQA-main/data/mc_task.json", """[{"question":"What is true?","mc1_targets":{"This":1,"That":0},"mc2_targets":{"This":1,"That":0}}]"""));
        Assert.Equal("This", (await ReadAsync("truthfulqa", zip)).Items.Single().Target);
        Parquet("tqa/multiple_choice/validation-00000-of-00001.parquet", "SELECT 'Q?' AS question, {'choices': ['a','b'], 'labels': [1::INT, 0::INT]} AS mc1_targets, {'choices': ['a','b','c'], 'labels': [1::INT, 1::INT, 0::INT]} AS mc2_targets");
        Parquet("tqa/generation/validation-00000-of-00001.parquet", "SELECT 'Q?' AS question, 'a' AS best_answer");
        Assert.Equal([0, 1], (await ReadAsync("truthfulqa-mc2", Path.Combine(_folder, "tqa"))).Items.Single().Right);
        var error = await Assert.ThrowsAsync<Kernel.ProblemException>(() => ReadAsync("truthfulqa", $"{zip}/TruthfulQA-main/TruthfulQA.csv"));
        Assert.Contains("row 1 has no 'mc1_targets'", error.Message, StringComparison.Ordinal);
        Assert.Contains("the row has Type, Category, Question", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gsm8k_OfEveryForm_IsTheSame()
    {
        const string row = """{"question":"2+2?","answer":"It is 4.\n#### 4"}""";
        Parquet("gsm8k/main/test-00000-of-00001.parquet", "SELECT '2+2?' AS question, E'It is 4.\\n#### 4' AS answer");
        Parquet("gsm8k/main/train-00000-of-00001.parquet", "SELECT '1+1?' AS question, '#### 2' AS answer");
        Parquet("gsm8k/socratic/test-00000-of-00001.parquet", "SELECT 'S?' AS question, '#### 2' AS answer");
        var csv = Path.Combine(_folder, "gsm8k.csv");
        await File.WriteAllTextAsync(csv, "question,answer\n2+2?,\"It is 4.\n#### 4\"\n");
        foreach (var path in (string[])[Path.Combine(_folder, "gsm8k"), Archive("grade-school-math-master.zip", ("grade-school-math-master/grade_school_math/data/test.jsonl", row), ("grade-school-math-master/grade_school_math/data/test_socratic.jsonl", "{}"), ("grade-school-math-master/grade_school_math/data/train.jsonl", row)), Zipped("test.jsonl.gz", row), csv])
        {
            var (items, _) = await ReadAsync("gsm8k", path);
            Assert.Equal(("Question: 2+2?\nAnswer:", "It is 4.\n#### 4"), (items.Single().Prompt, items.Single().Target));
        }

        Assert.Equal("#### 2", (await ReadAsync("gsm8k", Path.Combine(_folder, "gsm8k"))).Shots.Single().Target);
    }

    [Fact]
    public async Task BigBenchHard_OfTheAuthorsRepository_IsItsTasksAlone()
    {
        const string task = """{"canary":"x","examples":[{"input":"not ( True ) is","target":"False"}]}""";
        var zip = Archive("BIG-Bench-Hard-main.zip", ("BIG-Bench-Hard-main/bbh/boolean_expressions.json", task), ("BIG-Bench-Hard-main/bbh/navigate.json", task), ("BIG-Bench-Hard-main/cot-prompts/navigate.txt", "x"), ("BIG-Bench-Hard-main/code-davinci-002-outputs/x.json", "{}"));
        Assert.Equal(["boolean_expressions", "navigate"], (await ReadAsync("bbh", zip)).Items.Select(i => i.Group));
        Parquet("bbh/navigate/test-00000-of-00001.parquet", "SELECT 'Turn.' AS input, 'Yes' AS target");
        Assert.Equal("navigate", (await ReadAsync("bbh", Path.Combine(_folder, "bbh"))).Items.Single().Group);
    }

    [Fact]
    public async Task Squad_OfJsonAndParquet_IsTheSame()
    {
        var json = Path.Combine(_folder, "squad", "dev-v2.0.json");
        Directory.CreateDirectory(Path.GetDirectoryName(json)!);
        await File.WriteAllTextAsync(json, """{"version":"v2.0","data":[{"title":"T","paragraphs":[{"context":"C.","qas":[{"id":"1","question":"Q?","answers":[{"text":"A","answer_start":0},{"text":"A","answer_start":0}]},{"id":"2","question":"N?","is_impossible":true,"answers":[]}]}]}]}""");
        await File.WriteAllTextAsync(Path.Combine(_folder, "squad", "train-v2.0.json"), """{"data":[]}""");
        Parquet("flat/validation-00000-of-00001.parquet", "SELECT * FROM (VALUES ('1', 'T', 'C.', 'Q?', {'text': ['A','A'], 'answer_start': [0::INT, 0::INT]}), ('2', 'T', 'C.', 'N?', {'text': []::VARCHAR[], 'answer_start': []::INT[]})) t(id, title, context, question, answers)");
        foreach (var folder in (string[])["squad", "flat"])
        {
            var (items, _) = await ReadAsync("squad", Path.Combine(_folder, folder));
            Assert.Equal([("1", "Title: T\n\nBackground: C.\n\nQuestion: Q?\n\nAnswer:", "A"), ("2", "Title: T\n\nBackground: C.\n\nQuestion: N?\n\nAnswer:", "unanswerable")], items.Select(i => (i.Id, i.Prompt, i.Target)));
        }
    }

    [Fact]
    public async Task Perplexity_OfWikiText_IsItsTestFile()
    {
        var zip = Archive("wikitext-2-raw-v1.zip", ("wikitext-2-raw/wiki.test.raw", " = Title = \n"), ("wikitext-2-raw/wiki.train.raw", "much"));
        Assert.Equal(" = Title = \n", (await ReadAsync("perplexity", zip)).Items.Single().Prompt);
    }

    [Theory]
    [InlineData("../out.json")]
    [InlineData("/tmp/out.json")]
    public async Task Archive_ThatLeadsOutOfItself_IsRefused(string entry)
    {
        var error = await Assert.ThrowsAsync<Kernel.ProblemException>(() => ReadAsync("bbh", Archive("evil.zip", (entry, "{}"))));
        Assert.Contains("leads out of it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_ThatWasCutShort_IsRefused()
    {
        var path = Zipped("cut.jsonl.gz", string.Concat(Enumerable.Range(0, 2000).Select(i => $"{{\"question\":\"q {i * 7919}\",\"answer\":\"#### {i}\"}}\n")));
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, whole[..^500], TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<Kernel.ProblemException>(() => ReadAsync("gsm8k", path));
        Assert.Contains("cut short", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_OfAnyBytes_IsRefusedOrRead()
    {
        var good = await File.ReadAllBytesAsync(Archive("good.zip", ("a/test.jsonl", "{\"question\":\"q\",\"answer\":\"#### 1\"}")));
        var random = new Random(7);
        foreach (var name in (string[])["x.zip", "x.tar", "x.tar.gz", "x.jsonl.gz"])
        {
            for (var i = 0; i < 40; i++)
            {
                byte[] bytes = [.. good];
                for (var k = 0; k < 6; k++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                var path = Path.Combine(_folder, name);
                await File.WriteAllBytesAsync(path, bytes[..random.Next(1, bytes.Length)]);
                try
                {
                    await ReadAsync("gsm8k", path);
                }
                catch (Kernel.ProblemException error)
                {
                    Assert.StartsWith("evaluation.", error.Problem.Code, StringComparison.Ordinal);
                }
            }
        }

        Assert.False(Directory.Exists(Path.Combine(_folder, "unpacked")) && Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "unpacked")).Any());
    }

    private async Task<(List<Item> Items, List<Item> Shots)> ReadAsync(string name, string path)
    {
        var published = Published.Find(name)!;
        using var source = await Unpacked.OpenAsync(path, Directory.CreateDirectory(Path.Combine(_folder, "unpacked")).FullName, CancellationToken.None);
        return (await ItemsAsync(published, published.Files(source.Path)), await ItemsAsync(published, published.ShotFiles(source.Path)));
    }

    private static async Task<List<Item>> ItemsAsync(IPublished published, IReadOnlyList<PublishedFile> files)
    {
        List<Item> items = [];
        foreach (var file in files)
        {
            await foreach (var item in published.ReadAsync(file, CancellationToken.None)) items.Add(item);
        }

        return items;
    }

    private string Archive(string name, params (string Name, string Text)[] entries)
    {
        var path = Path.Combine(_folder, name);
        using var file = File.Create(path);
        if (name.EndsWith(".zip", StringComparison.Ordinal))
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Create);
            foreach (var (entry, text) in entries)
            {
                using var stream = zip.CreateEntry(entry).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }

            return path;
        }

        using var tar = new TarWriter(file);
        foreach (var (entry, text) in entries) tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        return path;
    }

    private string Zipped(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        using var stream = new GZipStream(File.Create(path), CompressionMode.Compress);
        stream.Write(Encoding.UTF8.GetBytes(text + "\n"));
        return path;
    }

    private void Parquet(string name, string query)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var database = new DuckDBConnection("DataSource=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"COPY ({query}) TO '{path}' (FORMAT parquet)";
        command.ExecuteNonQuery();
    }
}
