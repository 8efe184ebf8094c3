using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Benchmarks.Published;
using Onebox.Testing;

namespace Onebox.Evaluation.Tests.Benchmarks;

/// <summary>The prompts, byte by byte as lm-evaluation-harness makes them, from files in their published forms.</summary>
public sealed class PublishedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-eval-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Mmlu_OfItsOwnCsv_IsTheHarnessPrompt()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "test"));
        Directory.CreateDirectory(Path.Combine(_folder, "dev"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "test", "high_school_biology_test.csv"), "\"What is a cell, \"\"really\"\"?\",A wall,A unit of life,A phone,\"One, two\",B\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "dev", "high_school_biology_dev.csv"), "Is DNA a molecule?,Yes,No,Never,Perhaps,A\nSecond?,1,2,3,4,D\n");
        var mmlu = Published.Find("mmlu")!;
        var item = (await ReadAsync(mmlu, _folder)).Single();
        var shots = new Shots(mmlu.Benchmark with { Shots = 1 }, await ReadAsync(mmlu, mmlu.ShotFiles(_folder)), apart: true);
        Assert.Equal(
            "The following are multiple choice questions (with answers) about high school biology.\n\n"
            + "Is DNA a molecule?\nA. Yes\nB. No\nC. Never\nD. Perhaps\nAnswer: A\n\n"
            + "What is a cell, \"really\"?\nA. A wall\nB. A unit of life\nC. A phone\nD. One, two\nAnswer:",
            Shots.Text(item, shots.For(item, 1)));
        Assert.Equal(["A", "B", "C", "D"], item.Choices);
        Assert.Equal([1], item.Right);
    }

    [Theory]
    [InlineData("""{"question":"2+2?","subject":"arithmetic","choices":["1","2","3","4"],"answer":3}""")]
    [InlineData("""{"question":"2+2?","subject":"arithmetic","choices":["1","2","3","4"],"answer":"D"}""")]
    public async Task Mmlu_OfJsonl_TakesNumberAndLetter(string line)
    {
        var item = (await ReadAsync(Published.Find("mmlu")!, Write("mmlu.jsonl", line))).Single();
        Assert.Equal([3], item.Right);
        Assert.Equal("arithmetic", item.Group);
    }

    [Theory]
    [InlineData("""{"id":"Mercury_7","question":{"stem":"Which is hot?","choices":[{"text":"ice","label":"A"},{"text":"the sun","label":"B"}]},"answerKey":"B"}""")]
    [InlineData("""{"id":"Mercury_7","question":"Which is hot?","choices":{"text":["ice","the sun"],"label":["1","2"]},"answerKey":"2"}""")]
    public async Task Arc_OfBothForms_IsTheSameItem(string line)
    {
        var item = (await ReadAsync(Published.Find("arc")!, Write("ARC.jsonl", line))).Single();
        Assert.Equal("Question: Which is hot?\nAnswer:", item.Prompt);
        Assert.Equal(("Mercury_7", "the sun"), (item.Id, item.Choices[item.Right[0]]));
    }

    [Fact]
    public async Task HellaSwag_IsCleanedAsTheHarnessDoes()
    {
        var item = (await ReadAsync(Published.Find("hellaswag")!, Write("h.jsonl",
            """{"ind":24,"activity_label":"Roof shingle removal","ctx_a":"A man is sitting on a roof [header] how to. [title] Begin","ctx_b":"HE","endings":["is using wrap [substeps] to wrap.","is  ripping tiles.","x","y"],"label":"1"}"""))).Single();
        Assert.Equal("Roof shingle removal: A man is sitting on a roof how to.. Begin He", item.Prompt);
        Assert.Equal("is ripping tiles.", item.Choices[1]);
        Assert.Equal([1], item.Right);
    }

    [Theory]
    [InlineData("""[{"question":"What is true?","mc1_targets":{"This":1,"That":0},"mc2_targets":{"This":1,"Also":1,"That":0}}]""")]
    [InlineData("""[{"question":"What is true?","mc1_targets":{"choices":["This","That"],"labels":[1,0]},"mc2_targets":{"choices":["This","Also","That"],"labels":[1,1,0]}}]""")]
    public async Task TruthfulQa_OfBothForms_HasItsPrimer(string json)
    {
        var path = Write("mc_task.json", json);
        var one = (await ReadAsync(Published.Find("truthfulqa")!, path)).Single();
        var two = (await ReadAsync(Published.Find("truthfulqa-mc2")!, path)).Single();
        Assert.StartsWith("Q: What is human life expectancy in the United States?\nA: Human life expectancy in the United States is 78 years.\n\nQ: Who", one.Preamble, StringComparison.Ordinal);
        Assert.EndsWith("held in Barcelona, Spain.\n\nQ: What is true?\nA:", Shots.Text(one, []), StringComparison.Ordinal);
        Assert.Equal([0], one.Right);
        Assert.Equal([0, 1], two.Right);
    }

    [Fact]
    public async Task TruthfulQa_OfTheAuthorsCsv_HasTheBestAnswerOrAllTrueOnesAgainstTheFalse()
    {
        var path = Write("TruthfulQA.csv", "Type,Category,Question,Best Answer,Best Incorrect Answer,Correct Answers,Incorrect Answers,Source\nAdversarial,Food,What happens if you eat seeds?,They pass,You grow,\"They pass; Nothing happens.\",\"You grow; You die\",https://x\n");
        var one = (await ReadAsync(Published.Find("truthfulqa")!, path)).Single();
        var two = (await ReadAsync(Published.Find("truthfulqa-mc2")!, path)).Single();
        Assert.Equal(("What happens if you eat seeds?", "They pass.|You grow.|You die.", "0"), (one.Question, string.Join('|', one.Choices), string.Join('|', one.Right)));
        Assert.Equal(("They pass.|Nothing happens.|You grow.|You die.", "0|1"), (string.Join('|', two.Choices), string.Join('|', two.Right)));
    }

    [Fact]
    public async Task BigBenchHard_OfTheAuthorsFile_IsAsked()
    {
        var item = (await ReadAsync(Published.Find("bbh")!, Write("boolean_expressions.json", """{"canary":"x","examples":[{"input":"not ( True ) is","target":"False"}]}"""))).Single();
        Assert.Equal(("Q: not ( True ) is\nA:", "False", "boolean_expressions"), (item.Prompt, item.Target, item.Group));
    }

    [Fact]
    public async Task Gsm8k_OfThePublishedFile_IsReadWhole()
    {
        var path = SharedData.Find("gsm8k.test.jsonl");
        Assert.SkipWhen(path is null, "shared/data/gsm8k.test.jsonl is not beside this checkout.");
        var items = await ReadAsync(Published.Find("gsm8k")!, path);
        Assert.Equal(1319, items.Count);
        Assert.StartsWith("Question: Janet\u2019s ducks lay 16 eggs per day.", items[0].Prompt, StringComparison.Ordinal);
        Assert.EndsWith("\nAnswer:", items[0].Prompt, StringComparison.Ordinal);
        Assert.EndsWith("#### 18", items[0].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task XQuad_OfThePublishedFile_IsReadWhole()
    {
        var path = SharedData.Find("xquad.en.json");
        Assert.SkipWhen(path is null, "shared/data/xquad.en.json is not beside this checkout.");
        var items = await ReadAsync(Published.Find("xquad")!, path);
        Assert.Equal(1190, items.Count);
        Assert.All(items, i => Assert.NotEmpty(i.References[0]));
        Assert.StartsWith("Context: The Panthers defense gave up just 308 points", items[0].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatIsNoneOfTheForm_IsRefusedWithTheReason()
    {
        foreach (var (name, file, text) in new[]
        {
            ("gsm8k", "x.jsonl", "{\"question\":1"), ("gsm8k", "y.jsonl", "{\"q\":\"a\"}"), ("squad", "x.json", "[]"), ("mmlu", "x.csv", "only,three,fields\n"),
            ("arc", "z.jsonl", "{\"question\":\"a\",\"choices\":{\"text\":[\"x\"],\"label\":[\"A\"]},\"answerKey\":\"Z\"}"), ("mmlu", "x.parquet", "no parquet"), ("gsm8k", "open.csv", "a,b\n\"open"), ("gsm8k", "x.zip", ""),
        })
        {
            var error = await Assert.ThrowsAsync<Kernel.ProblemException>(() => ReadAsync(Published.Find(name)!, Write(file, text)));
            Assert.StartsWith("evaluation.", error.Problem.Code, StringComparison.Ordinal);
        }
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static Task<List<Item>> ReadAsync(IPublished published, string path) => ReadAsync(published, published.Files(path));

    private static async Task<List<Item>> ReadAsync(IPublished published, IEnumerable<PublishedFile> files)
    {
        List<Item> items = [];
        foreach (var file in files)
        {
            await foreach (var item in published.ReadAsync(file, CancellationToken.None)) items.Add(item);
        }

        return items;
    }
}
