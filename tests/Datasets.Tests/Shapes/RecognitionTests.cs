using System.Text.Json;
using Onebox.Datasets.Shapes;
using Onebox.Kernel;

namespace Onebox.Datasets.Tests.Shapes;

public sealed class RecognitionTests
{
    private const string Hi = """{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}""";

    /// <summary>A record as each publisher writes it, its shape, and the row that it must become.</summary>
    public static TheoryData<string, string, string> Published => new()
    {
        { $$"""{"messages":[{{Hi}}]}""", "openai-chat", "user:Hi|assistant:Hello" },
        { """{"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]},{"role":"assistant","content":"Hello"}]}""", "openai-chat", "user:Hi|assistant:Hello" },
        { """{"conversations":[{"from":"system","value":"S"},{"from":"human","value":"Hi"},{"from":"gpt","value":"Hello"}],"id":"x"}""", "sharegpt", "system:S|user:Hi|assistant:Hello" },
        { """{"instruction":"Add","input":"1 2","output":"3"}""", "alpaca", "user:Add\n\n1 2|assistant:3" },
        { """{"instruction":"Say","input":"","output":"so"}""", "alpaca", "user:Say|assistant:so" },
        { """{"prompt":"Hi","completion":"Hello"}""", "prompt-completion", "user:Hi|assistant:Hello" },
        { """{"prompt":[{"role":"user","content":"Hi"}],"completion":[{"role":"assistant","content":"Hello"}]}""", "prompt-completion", "user:Hi|assistant:Hello" },
        { """{"prompt":"Hi","chosen":"Good","rejected":"Bad"}""", "preference", "user:Hi|chosen:Good|rejected:Bad" },
        { """{"prompt":"Hi","chosen":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Good"}],"rejected":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Bad"}]}""", "preference", "user:Hi|chosen:Good|rejected:Bad" },
        { """{"chosen":"\n\nHuman: Hi\n\nAssistant: Yes?\n\nHuman: More\n\nAssistant: Good","rejected":"\n\nHuman: Hi\n\nAssistant: Yes?\n\nHuman: More\n\nAssistant: Bad"}""", "preference", "user:Hi|assistant:Yes?|user:More|chosen:Good|rejected:Bad" },
        { """{"system":"S","question":"Hi","chosen":"Good","rejected":"Bad"}""", "preference", "system:S|user:Hi|chosen:Good|rejected:Bad" },
        { """{"input":{"messages":[{"role":"user","content":"Hi"}]},"preferred_output":[{"role":"assistant","content":"Good"}],"non_preferred_output":[{"role":"assistant","content":"Bad"}]}""", "preference", "user:Hi|chosen:Good|rejected:Bad" },
        { """{"prompt":"Hi","response_0":"Bad","response_1":"Good","better_response_id":1}""", "preference", "user:Hi|chosen:Good|rejected:Bad" },
        { """{"history":"Hi","human_ref_A":"Good","human_ref_B":"Bad","labels":1}""", "preference", "user:Hi|chosen:Good|rejected:Bad" },
        { """{"id":"1","title":"T","context":"C","question":"Q","answers":{"text":["A","B"],"answer_start":[0,1]}}""", "questions", "context:C|question:Q|answer:A|answer:B" },
        { """{"context":"C","question":"Q","answers":[],"is_impossible":true}""", "questions", "context:C|question:Q" },
        { """{"question":"Q","subject":"s","choices":["w","x","y","z"],"answer":2}""", "questions", "question:Q|choice:w|choice:x|choice:y|choice:z|answer:y" },
        { """{"question":"Q","choices":{"text":["w","x"],"label":["A","B"]},"answerKey":"B"}""", "questions", "question:Q|choice:w|choice:x|answer:x" },
        { """{"id":"M1","question":{"stem":"Q","choices":[{"text":"w","label":"A"},{"text":"x","label":"B"}]},"answerKey":"B"}""", "questions", "question:Q|choice:w|choice:x|answer:x" },
        { """{"prompt":"Hi","completion":"Hello","label":true}""", "prompt-completion", "user:Hi|assistant:Hello" },
        { """{"ctx":"Q","endings":["w","x"],"label":"1"}""", "questions", "question:Q|choice:w|choice:x|answer:x" },
        { """{"question":"Q","mc1_targets":{"choices":["w","x"],"labels":[0,1]}}""", "questions", "question:Q|choice:w|choice:x|answer:x" },
        { """{"question":"Q","A":"w","B":"x","answer":"B"}""", "questions", "question:Q|choice:w|choice:x|answer:x" },
        { """{"question":"Q","answer":"It is\n#### 72"}""", "questions", "question:Q|answer:It is\n#### 72" },
        { """{"question":"Q","choices":"['w', \"x\"]","answer":"x"}""", "questions", "question:Q|choice:w|choice:x|answer:x" },
        { """{"text":"Once."}""", "text", "text:Once." },
        { """{"content":"Once.","url":"u"}""", "text", "text:Once." },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Record_OfAPublishedDataset_IsRecognised(string record, string shape, string row)
    {
        var chosen = Recognition.Choose(Columns(record), null, null, new RoleWords());
        Assert.Equal(shape, chosen.Shape.Name);
        Assert.InRange(chosen.Confidence, Recognition.Sure, 1);
        Assert.Equal(row, Show(chosen, record));
    }

    [Theory]
    [InlineData("openai-chat", "holds a message without a role", """{"messages":[{"content":"Hi"},{"role":"assistant","content":"Hello"}]}""")]
    [InlineData("prompt-completion", "is marked as a bad reply", """{"prompt":"Hi","completion":"Go away","label":false}""")]
    [InlineData("preference", "has the same text", """{"prompt":"Hi","chosen":"So","rejected":"So"}""")]
    public void Recognition_OfRowsThatAreNotAsTheirColumnsSay_TellsWhatIsWrongWithThem(string shape, string why, string record)
    {
        var problem = Assert.Throws<ProblemException>(() => Recognition.Choose(Columns(record), null, null, new RoleWords())).Problem;
        Assert.Equal("dataset.shape_unknown", problem.Code);
        Assert.Contains(shape, problem.Detail, StringComparison.Ordinal);
        Assert.Contains($"Record 1 {why}", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Recognition_OfUnknownColumns_NamesThemAndTheWayOut()
    {
        var refusal = Assert.Throws<ProblemException>(() => Recognition.Choose(Columns("""{"Vorgang":"x","Ergebnis":"y"}"""), null, null, new RoleWords()));
        Assert.Equal("dataset.shape_unknown", refusal.Problem.Code);
        Assert.Contains("Vorgang, Ergebnis", refusal.Problem.Detail, StringComparison.Ordinal);
        Assert.Contains("--map prompt=COLUMN", refusal.Problem.Remedy!, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_WithoutAShape_TellsTheShape()
    {
        const string record = """{"Vorgang":"x","Ergebnis":"y"}""";
        var chosen = Recognition.Choose(Columns(record), null, Map(("prompt", "Vorgang"), ("completion", "Ergebnis")), new RoleWords());
        Assert.Equal("user:x|assistant:y", Show(chosen, record));
    }

    [Fact]
    public void Map_ToAColumnThatIsNotThere_NamesThoseThatAre()
    {
        var refusal = Assert.Throws<ProblemException>(() => Recognition.Choose(Columns("""{"a":"x","b":"y"}"""), "prompt-completion", Map(("prompt", "nope")), new RoleWords()));
        Assert.Contains("'nope'", refusal.Problem.Detail, StringComparison.Ordinal);
        Assert.Contains("a, b", refusal.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_OfASlotThatTheShapeLacks_NamesThoseItHas()
    {
        var refusal = Assert.Throws<ProblemException>(() => Recognition.Choose(Columns("""{"a":"x"}"""), "text", Map(("txt", "a")), new RoleWords()));
        Assert.Equal("dataset.map_unknown", refusal.Problem.Code);
    }

    [Fact]
    public void Map_WithDots_GoesIntoObjects()
    {
        const string record = """{"q":{"de":"x"},"a":{"de":"y"}}""";
        Assert.Equal("user:x|assistant:y", Show(Recognition.Choose(Columns(record), null, Map(("prompt", "q.de"), ("completion", "a.de")), new RoleWords()), record));
    }

    [Fact]
    public void Roles_ThatSomebodyNames_AreUnderstood()
    {
        const string record = """{"turns":[{"who":"Kunde","said":"x"},{"who":"Berater","said":"y"}]}""";
        var roles = new RoleWords(new Dictionary<string, string> { ["Kunde"] = "user", ["Berater"] = "assistant" });
        Assert.Equal("user:x|assistant:y", Show(Recognition.Choose(Columns(record), "openai-chat", Map(("messages", "turns"), ("role", "who"), ("content", "said")), roles), record));
    }

    [Fact]
    public void Text_WithHalfASurrogate_IsReplacedNotRefused()
    {
        var record = "{\"text\":\"a\\ud83d b\\n\"}";
        Assert.Equal("text:a\uFFFD b\n", Show(Recognition.Choose(Columns(record), null, null, new RoleWords()), record));
    }

    private static Dictionary<string, string> Map(params (string Slot, string Column)[] map) => map.ToDictionary(m => m.Slot, m => m.Column, StringComparer.Ordinal);

    private static SampleColumns Columns(string record) => new([JsonDocument.Parse(record).RootElement]);

    private static string Show(Candidate chosen, string record) =>
        string.Join('|', Onebox.Datasets.Rows.RowText.Parts(chosen.Shape.Convert(new Fields(JsonDocument.Parse(record).RootElement, chosen.Map))).Select(p => $"{p.Name}:{p.Text}"));
}
