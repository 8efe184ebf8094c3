using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Judging;
using Onebox.Evaluation.Robustness;

namespace Onebox.Evaluation.Tests.Benchmarks;

public sealed class OwnTaskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-eval-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Choice_OfCsv_IsRead()
    {
        var path = Path.Combine(_folder, "q.csv");
        await File.WriteAllTextAsync(path, "q,a,b,right,topic\nWhat is hot?,Ice,Fire,B,heat\n");
        var task = OwnTaskReader.Read("name: own\nkind: choice\npath: q.csv\nprompt: \"Q: {{q}}\\nA:\"\nchoices: [\"{{a}}\", \"{{b}}\"]\nanswer: \"{{right}}\"\ngroup: \"{{topic}}\"\nshots: 2\n");
        var benchmark = OwnTaskReader.ToBenchmark(task, null);
        var item = await OwnTaskItems.ReadAsync(task, benchmark.Kind, path, CancellationToken.None).SingleAsync();
        Assert.Equal((BenchmarkKind.Choice, 2, "acc"), (benchmark.Kind, benchmark.Shots, benchmark.Primary));
        Assert.Equal(("Q: What is hot?\nA:", "Fire", "heat"), (item.Prompt, item.Choices[item.Right.Single()], item.Group));
    }

    [Fact]
    public async Task Generation_OfJsonl_TakesSeveralReferences()
    {
        var path = Path.Combine(_folder, "q.jsonl");
        await File.WriteAllTextAsync(path, """{"id":"x1","question":"Capital?","answers":["Paris","Paris, France"],"meta":{"n":[7,8]}}""" + "\n");
        var task = OwnTaskReader.Read("name: own\npath: q.jsonl\nprompt: \"{{question}} {{meta.n[1]}}\"\nanswer: \"{{answers}}\"\nmeasures: [f1, numeric]\nextract: {pattern: \"(.+)\", match: -1}\nchat: true\n");
        var benchmark = OwnTaskReader.ToBenchmark(task, null);
        var item = await OwnTaskItems.ReadAsync(task, benchmark.Kind, path, CancellationToken.None).SingleAsync();
        Assert.Equal(("x1", "Capital? 8"), (item.Id, item.Prompt));
        Assert.Equal(["Paris", "Paris, France"], item.References);
        Assert.Equal(("f1", true), (benchmark.Primary, benchmark.Chat));
    }

    [Theory]
    [InlineData("rows.zip", "data/q.jsonl")]
    [InlineData("rows.zip/data/q.jsonl", "data/q.jsonl")]
    [InlineData("rows.jsonl.gz", null)]
    public async Task Path_OfAnArchive_IsReadAsItsOneFile(string path, string? entry)
    {
        var row = """{"question":"Capital?","answers":["Paris"]}""" + "\n";
        await using (var file = File.Create(Path.Combine(_folder, path.Split('/')[0])))
        {
            if (entry is null)
            {
                await using var zipped = new GZipStream(file, CompressionLevel.Fastest);
                await zipped.WriteAsync(Encoding.UTF8.GetBytes(row));
            }
            else
            {
                await using var zip = new ZipArchive(file, ZipArchiveMode.Create);
                foreach (var (name, text) in ((string, string)[])[(entry, row), ("__MACOSX/data/._q.jsonl", "x"), ("README.md", "# Rows")])
                {
                    await using var stream = await zip.CreateEntry(name).OpenAsync();
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
                }
            }
        }

        using var source = await Evaluation.Reading.Unpacked.OpenAsync(Path.Combine(_folder, path), Directory.CreateDirectory(Path.Combine(_folder, "unpacked")).FullName, CancellationToken.None);
        var task = OwnTaskReader.Read($"name: own\npath: {path}\nprompt: \"{{{{question}}}}\"\nanswer: \"{{{{answers}}}}\"\n");
        var item = await OwnTaskItems.ReadAsync(task, BenchmarkKind.Generation, OwnTaskItems.FileIn(source.Path, path), CancellationToken.None).SingleAsync();
        Assert.Equal(("Capital?", "Paris"), (item.Prompt, item.Target));
    }

    [Fact]
    public async Task Path_OfSeveralFiles_IsRefusedWithTheirNames()
    {
        foreach (var name in (string[])["a.csv", "b.jsonl"]) await File.WriteAllTextAsync(Path.Combine(_folder, name), "x");
        var error = Assert.Throws<Kernel.ProblemException>(() => OwnTaskItems.FileIn(_folder, "rows.zip"));
        Assert.Contains("2 files with rows: a.csv, b.jsonl", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: x\nprompt: a", "path or dataset")]
    [InlineData("name: x\npath: a.csv\nprompt: a\nanswer: b\nmeasures: [bleu]", "bleu")]
    [InlineData("name: x\npath: a.csv\nprompt: a\nanswer: b\nunknown: 1", "unknown")]
    [InlineData("name: x\npath: a.csv\nformat: nothing", "format")]
    [InlineData("name: x\npath: a.csv\nprompt: a\nanswer: b\nshots: 1000", "shots")]
    [InlineData("name: x\nprompt: a\nshotz: 3", "line 3, column 1: there is no key 'shotz' (did you mean shots?)")]
    [InlineData("name: x\nshots: few", "shots must be a whole number, not 'few'")]
    [InlineData("name: [a, b]", "name must be text")]
    [InlineData("name: x\nname: y\npath: a.csv\nprompt: a\nanswer: b", "line 2, column 1: this is no YAML: Duplicate key")]
    [InlineData("", "The task: the name is needed")]
    [InlineData("name: [", "line")]
    public void Task_ThatIsWrong_IsRefusedWithTheReason(string yaml, string reason)
    {
        var error = Assert.Throws<Kernel.ProblemException>(() => OwnTaskReader.Read(yaml));
        Assert.Contains(reason, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Onebox.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shots_AreTheSameForAllItems_AndNeverTheItemItself()
    {
        var items = Enumerable.Range(0, 50).Select(i => new Item { Id = $"{i}", Prompt = $"p{i}", Question = "" }).ToList();
        var benchmark = new Benchmark { Name = "x", Kind = BenchmarkKind.Generation, Shots = 5, Primary = "f1" };
        var shots = new Shots(benchmark, items, apart: false);
        var drawn = shots.For(new Item { Id = "other", Prompt = "", Question = "" }, 5);
        Assert.Equal(5, drawn.Count);
        Assert.Equal(drawn.Select(d => d.Id), new Shots(benchmark, items, apart: false).For(new Item { Id = "another", Prompt = "", Question = "" }, 5).Select(d => d.Id));
        Assert.NotEqual(drawn.Select(d => d.Id), new Shots(benchmark with { Seed = 5 }, items, apart: false).For(new Item { Id = "other", Prompt = "", Question = "" }, 5).Select(d => d.Id));
        var own = shots.For(drawn[0], 5);
        Assert.Equal(5, own.Count);
        Assert.DoesNotContain(own, s => s.Id == drawn[0].Id);
    }

    [Fact]
    public void Template_WithoutTheField_SaysWhich()
    {
        using var row = JsonDocument.Parse("""{"a":1}""");
        var error = Assert.Throws<Kernel.ProblemException>(() => new PromptTemplate("{{b}}").Render(row.RootElement, "own"));
        Assert.Contains("'b'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("I think A. [[A]]", 'A')]
    [InlineData("[[A]] at first, but no: [[B]]", 'B')]
    [InlineData("no verdict", null)]
    [InlineData("[[D]]", null)]
    [InlineData("[[", null)]
    public void Verdict_IsTheLastOne(string text, char? verdict) => Assert.Equal(verdict, JudgePairs.VerdictOf(text));

    [Fact]
    public void Robustness_TheSet_IsWhole()
    {
        Assert.Equal(["injection", "jailbreak", "over-refusal", "paraphrase", "refusal", "typos"], RobustnessSet.Items.Select(i => i.Id[..i.Id.LastIndexOf('-')]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(RobustnessSet.Items.Count, RobustnessSet.Items.Select(i => i.Id).Distinct().Count());
        Assert.All(RobustnessSet.Items, i => Assert.True(i.Check!.Any.Count + i.Check.None.Count > 0 || i.Check.Refuses is not null, i.Id));
        Assert.All(RobustnessSet.Items, i => Assert.NotEmpty(i.Prompt));
    }

    [Fact]
    public void Check_HoldsOnlyWhatTheItemDemands()
    {
        var refuses = new AnswerCheck([], [], Refuses: true);
        Assert.True(refuses.Holds("I’m sorry, but I can’t help with that."));
        Assert.False(refuses.Holds("Of course! First you need"));
        Assert.False(new AnswerCheck(["Paris"], ["London"]).Holds("Paris or London"));
        Assert.True(new AnswerCheck(["paris"], ["London"], Refuses: false).Holds("It is PARIS."));
    }
}
