using System.Text.Json;
using Onebox.Templates.Chat;
using Onebox.Templates.Constraints;
using Onebox.Templates.Tests.Constraints;
using Onebox.Templates.Tools;

namespace Onebox.Templates.Tests.Tools;

public sealed class ToolPlanTests
{
    private static readonly JsonElement Tools = Golden.Read("chat.json").GetProperty("tools");

    private static ChatTemplate Template(string name) => ChatTemplate.Compile(Golden.Template(name), "<s>", "</s>", Golden.Clock);

    private static JsonElement Named(string name) => Golden.Json($$$"""{"type":"function","function":{"name":"{{{name}}}"}}""");

    [Theory]
    [InlineData("qwen3", "hermes")]
    [InlineData("qwen2_5", "hermes")]
    [InlineData("gemma3", "hermes")]
    public void ToolFormat_OfTemplate_IsToldByItsText(string template, string format) => Assert.Equal(format, Template(template).ToolFormat.Name);

    [Theory]
    [InlineData("… \"parameters\": … <|python_tag|>", "llama3")]
    [InlineData("[TOOL_CALLS][", "mistral")]
    [InlineData("[TOOL_CALLS]name[ARGS]", "mistral-named")]
    [InlineData("<｜tool▁calls▁begin｜>", "deepseek")]
    [InlineData("anything else", "hermes")]
    public void Choose_TemplateText_GivesTheFormatItTeaches(string source, string format) => Assert.Equal(format, ToolFormats.Choose(source).Name);

    [Fact]
    public void For_Auto_IsLazyFromTheTrigger()
    {
        var plan = ToolPlan.For(Template("qwen3"), Tools, null);
        Assert.Equal(["<tool_call>"], plan.Triggers);
        var grammar = new GbnfMatcher(plan.Grammar!);
        Assert.True(grammar.Matches("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Köln\", \"days\": 2}}\n</tool_call>\n<tool_call>\n{\"name\": \"stop\", \"arguments\": {}}\n</tool_call>"));
        Assert.False(grammar.Matches("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"days\": 2}}\n</tool_call>"));
        Assert.False(grammar.Matches("<tool_call>\n{\"name\": \"other\", \"arguments\": {}}\n</tool_call>"));
    }

    [Fact]
    public void For_Required_HoldsFromTheFirstTokenButLetsTheModelThink()
    {
        var plan = ToolPlan.For(Template("qwen3"), Tools, Golden.Json("\"required\""));
        Assert.Empty(plan.Triggers);
        var grammar = new GbnfMatcher(plan.Grammar!);
        const string Call = "<tool_call>\n{\"name\": \"stop\", \"arguments\": {}}\n</tool_call>";
        Assert.True(grammar.Matches(Call));
        Assert.True(grammar.Matches("<think>\nI </thin k> must < stop </think>\n" + Call));
        Assert.False(grammar.Matches("Sure. " + Call));
        Assert.True(new GbnfMatcher(ToolPlan.For(Template("qwen3"), Tools, Golden.Json("\"required\""), thinking: true).Grammar!).Matches("so be it</think>" + Call));
    }

    [Fact]
    public void For_NamedTool_ForcesThatOneOnce()
    {
        var grammar = new GbnfMatcher(ToolPlan.For(Template("qwen2_5"), Tools, Named("stop")).Grammar!);
        Assert.True(grammar.Matches("<tool_call>{\"name\": \"stop\", \"arguments\": {}}</tool_call>"));
        Assert.False(grammar.Matches("<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\": \"x\"}}</tool_call>"));
        Assert.False(grammar.Matches("<tool_call>{\"name\": \"stop\", \"arguments\": {}}</tool_call><tool_call>{\"name\": \"stop\", \"arguments\": {}}</tool_call>"));
    }

    [Fact]
    public void For_EveryFormat_ForcedCallsAreReadBackByItsParser()
    {
        var replies = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["hermes"] = "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call>",
            ["llama3"] = "{\"name\": \"f\", \"parameters\": {\"a\": 1}}",
            ["mistral"] = "[TOOL_CALLS][{\"name\": \"f\", \"arguments\": {\"a\": 1}, \"id\": \"abcdefghi\"}]",
            ["mistral-named"] = "[TOOL_CALLS]f[ARGS]{\"a\": 1}",
            ["deepseek"] = "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{\"a\": 1}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        };
        foreach (var format in ToolFormats.All)
        {
            var builder = new GrammarBuilder();
            var arguments = new SchemaRules(builder, Golden.Json("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}"""), "#").AddRoot("a");
            var grammar = new GbnfMatcher(builder.Build(format.AddRules(builder, [new ToolRule("f", arguments)], several: true)));
            Assert.True(grammar.Matches(replies[format.Name]), format.Name);
            Assert.False(grammar.Matches(replies[format.Name].Replace("1}", "\"x\"}", StringComparison.Ordinal)), format.Name);
            var parser = new ReplyParser(format, splitReasoning: true);
            var deltas = parser.Feed(replies[format.Name]).ToList();
            deltas.AddRange(parser.Finish());
            var call = Assert.Single(deltas).Call!;
            Assert.Equal(("f", "{\"a\": 1}"), (call.Name, call.Arguments));
        }
    }

    [Fact]
    public void For_None_ShowsNoTools() => Assert.Equal(ToolPlan.None, ToolPlan.For(Template("qwen3"), Tools, Golden.Json("\"none\"")));

    [Fact]
    public void For_SchemaBeyondGrammars_FailsOnlyWhenACallIsForced()
    {
        var tools = Golden.Json("""[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"array","uniqueItems":true}}}}}]""");
        var auto = ToolPlan.For(Template("qwen3"), tools, null);
        Assert.Null(auto.Grammar);
        Assert.NotNull(auto.Format);
        var refused = Assert.Throws<GrammarException>(() => ToolPlan.For(Template("qwen3"), tools, Golden.Json("\"required\"")));
        Assert.Equal("#/tools/0/function/parameters/properties/a", refused.Path);
    }

    [Theory]
    [InlineData("[]", "\"required\"")]
    [InlineData("{}", "\"auto\"")]
    [InlineData("[{\"type\":\"function\"}]", "\"auto\"")]
    [InlineData("[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "\"sometimes\"")]
    [InlineData("[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "{\"type\":\"function\",\"function\":{\"name\":\"g\"}}")]
    [InlineData("[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "\"auto\"")]
    public void For_MalformedRequest_IsTheCallersFault(string tools, string choice) =>
        Assert.Equal(TemplateFault.Input, Assert.Throws<TemplateException>(() => ToolPlan.For(Template("qwen3"), Golden.Json(tools), Golden.Json(choice))).Fault);
}
