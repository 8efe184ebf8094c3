using System.Text;
using CsCheck;
using Onebox.Templates.Tools;

namespace Onebox.Templates.Tests.Tools;

public sealed class ReplyParserTests
{
    private static string Parse(string format, IEnumerable<string> pieces, bool reasoning = true, bool thinking = false)
    {
        var parser = new ReplyParser(format.Length == 0 ? null : ToolFormats.All.First(known => known.Name == format), reasoning, thinking);
        var (thought, content, calls) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        var deltas = pieces.SelectMany(parser.Feed).ToList();
        deltas.AddRange(parser.Finish());
        foreach (var delta in deltas)
        {
            if (delta.Part == ReplyPart.Reasoning) thought.Append(delta.Text);
            else if (delta.Part == ReplyPart.Content) content.Append(delta.Text);
            else calls.Append('|').Append(delta.Call!.Index).Append(delta.Call.Id is { } id ? "#" + id : "").Append(' ').Append(delta.Call.Name).Append(delta.Call.Arguments);
        }
        return $"{thought}~{content}~{calls}";
    }

    public static TheoryData<string, string, string> Replies => new()
    {
        { "hermes", "Hello.", "~Hello.~" },
        { "hermes", "", "~~" },
        { "hermes", "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": \"</tool_call>\\\"}\"}}\n</tool_call>", "~~|0 f{\"a\": \"</tool_call>\\\"}\"}" },
        { "hermes", "Sure.<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>\n<tool_call>{\"name\":\"g\",\"arguments\":{\"é\":[1,{}]}}</tool_call>", "~Sure.~|0 f{}|1 g{\"é\":[1,{}]}" },
        { "hermes", "<tool_call>{\"name\":\"f\",\"arguments\":{}}", "~~|0 f{}" },
        { "hermes", "<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_c", "~~|0 f{}" },
        { "hermes", "<tool_call>{\"name\":\"f\",\"argum", "~<tool_call>{\"name\":\"f\",\"argum~" },
        { "hermes", "<tool_call>{\"nome\":1}</tool_call> x", "~<tool_call>{\"nome\":1}</tool_call> x~" },
        { "hermes", "<tool_call>no</tool_call>", "~<tool_call>no</tool_call>~" },
        { "hermes", "a <tool_cal b < c <", "~a <tool_cal b < c <~" },
        { "hermes", "<tool_call><tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>", "~<tool_call>~|0 f{}" },
        { "hermes", "<think>\nLet me see: <tool_call> no\n</think>\n\nAnswer", "Let me see: <tool_call> no~Answer~" },
        { "hermes", "<think>\n\n</think>\n\n<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>", "~~|0 f{}" },
        { "hermes", "<think>never closed \n", "never closed~~" },
        { "hermes", "<thin", "~<thin~" },
        { "hermes", "x <think>y</think>", "~x <think>y</think>~" },
        { "llama3", "{\"name\": \"f\", \"parameters\": {\"a\": 1}}", "~~|0 f{\"a\": 1}" },
        { "llama3", "<|python_tag|>{\"name\": \"f\", \"parameters\": {\"a\": 1}}; {\"name\": \"g\", \"parameters\": {}}", "~~|0 f{\"a\": 1}|1 g{}" },
        { "llama3", "{\"answer\": 42}", "~{\"answer\": 42}~" },
        { "llama3", "The set {\"name\": \"f\", \"parameters\": {}}", "~The set {\"name\": \"f\", \"parameters\": {}}~" },
        { "mistral", "[TOOL_CALLS] [{\"name\": \"f\", \"arguments\": {\"a\": 1}, \"id\": \"abcdefghi\"}, {\"name\": \"g\", \"arguments\": \"{}\"}]", "~~|0#abcdefghi f{\"a\": 1}|1 g{}" },
        { "mistral", "[TOOL_CALLS]nothing like it but long enough to be told apart from any name of a function", "~[TOOL_CALLS]nothing like it but long enough to be told apart from any name of a function~" },
        { "mistral-named", "Ok[TOOL_CALLS]f[ARGS]{\"a\": 1}[TOOL_CALLS]g[CALL_ID]123456789[ARGS]{}", "~Ok~|0 f{\"a\": 1}|1#123456789 g{}" },
        { "deepseek", "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{\"a\": 1}\n```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>g\n```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>", "~~|0 f{\"a\": 1}|1 g{}" },
        { "deepseek", "Ok <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>f<｜tool▁sep｜>{\"a\": 1}<｜tool▁call▁end｜>", "~Ok ~|0 f{\"a\": 1}" },
        { "", "<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>", "~<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>~" },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void Feed_WholeReply_IsSplitIntoItsParts(string format, string reply, string expected) =>
        Assert.Equal(expected, Parse(format, [reply]));

    [Theory]
    [MemberData(nameof(Replies))]
    public void Feed_OneCharacterAtATime_GivesTheSame(string format, string reply, string expected) =>
        Assert.Equal(expected, Parse(format, reply.Select(c => c.ToString())));

    [Fact]
    public void Feed_PromptThatOpenedThinking_StartsInReasoning()
    {
        Assert.Equal("hm~yes~", Parse("hermes", ["hm\n</th", "ink>\n\nyes"], thinking: true));
        Assert.Equal("~<think>a</think>b~", Parse("hermes", ["<think>a</think>b"], reasoning: false));
    }

    [Fact]
    public void Feed_HalfASurrogatePairInsideACall_IsContent() =>
        Assert.StartsWith("~<tool_call>", Parse("hermes", ["<tool_call>{\"name\":\"f\",\"arguments\":{\"a\":\"\ud83d\"}}</tool_call>"]), StringComparison.Ordinal);

    private static readonly string[] Pieces =
    [
        "<tool_call>", "</tool_call>", "{\"name\":\"f\",\"arguments\":{\"a\":1}}", "{\"name\": \"g\", \"parameters\": {}}", "<think>", "</think>", "\n", " ", "text", "<", "{", "}", "\"", ";",
        "[TOOL_CALLS]", "[ARGS]", "[CALL_ID]", "f", "[{\"name\":\"f\",\"arguments\":{}}]", "<|python_tag|>", "<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", "<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>", "<｜tool▁sep｜>",
        "function", "\n```json\n", "\n```", "{}", "<tool_", "😀", "\\", "name with many words in it that goes on and on and on ",
    ];

    [Fact]
    public void Feed_AnyChunking_GivesTheSameResult()
    {
        string[] formats = [.. ToolFormats.All.Select(format => format.Name), ""];
        Gen.Select(Gen.Int[0, Pieces.Length - 1].Array[0, 14], Gen.Int[0, formats.Length - 1], Gen.Int[1, 9].Array[1, 8], Gen.Bool).Sample((indexes, format, sizes, thinking) =>
        {
            var reply = string.Concat(indexes.Select(index => Pieces[index]));
            var whole = Parse(formats[format], [reply], thinking: thinking);
            var cut = Parse(formats[format], Cut(reply, sizes), thinking: thinking);
            Assert.Equal(whole, cut);
        }, iter: 60_000);
    }

    private static IEnumerable<string> Cut(string text, int[] sizes)
    {
        for (var (at, i) = (0, 0); at < text.Length; i++)
        {
            var size = Math.Min(sizes[i % sizes.Length], text.Length - at);
            yield return text.Substring(at, size);
            at += size;
        }
    }
}
