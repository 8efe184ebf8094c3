using Onebox.Templates.Chat;

namespace Onebox.Templates.Tests.Chat;

public sealed class TrainedSpansTests
{
    private const string Conversation = """
        [{"role":"system","content":"S"},{"role":"user","content":"one"},{"role":"assistant","content":"first"},
         {"role":"user","content":"two"},{"role":"assistant","content":"second"}]
        """;

    private static (string[] Trained, TrainedSpanSource[] Sources) Find(string source, string eos, string messages)
    {
        var found = ChatTemplate.Compile(source, "<s>", eos, Golden.Clock).RenderForTraining(new ChatInput { Messages = Golden.Json(messages) });
        return ([.. found.Spans.Select(span => found.Text[span.Start..span.End])], [.. found.Spans.Select(span => span.Source)]);
    }

    [Theory]
    [InlineData("qwen2_5", "<|im_end|>", "first<|im_end|>", "second<|im_end|>")]
    [InlineData("gemma3", "<end_of_turn>", "first<end_of_turn>", "second<end_of_turn>")]
    [InlineData("llama3_1", "<|eot_id|>", "first<|eot_id|>", "second<|eot_id|>")]
    [InlineData("deepseek_v3", "<｜end▁of▁sentence｜>", "first<｜end▁of▁sentence｜>", "second<｜end▁of▁sentence｜>")]
    public void Find_TemplateWithoutTag_TakesWhatTheReplyAdds(string name, string eos, string first, string second)
    {
        var (trained, sources) = Find(Golden.Template(name), eos, Conversation);
        Assert.Equal([first, second], trained);
        Assert.All(sources, source => Assert.Equal(TrainedSpanSource.PrefixDifference, source));
    }

    [Fact]
    public void Find_TemplateThatDropsEarlierThoughts_StillFindsBothReplies()
    {
        var (trained, sources) = Find(Golden.Template("qwen3"), "<|im_end|>", """
            [{"role":"user","content":"one"},{"role":"assistant","content":"<think>\nhm\n</think>\n\nfirst"},
             {"role":"user","content":"two"},{"role":"assistant","content":"<think>\nso\n</think>\n\nsecond"}]
            """);
        Assert.Equal(["first<|im_end|>", "<think>\nso\n</think>\n\nsecond<|im_end|>"], trained);
        Assert.Equal([TrainedSpanSource.ContentDifference, TrainedSpanSource.PrefixDifference], sources);
    }

    [Fact]
    public void Find_TemplateWithGenerationTag_TakesWhatItMarks()
    {
        var (trained, sources) = Find(Golden.Template("own_tools"), "</s>", Conversation);
        Assert.Equal(["first</s>", "second</s>"], trained);
        Assert.All(sources, source => Assert.Equal(TrainedSpanSource.GenerationTag, source));
    }

    [Fact]
    public void Find_ToolCallTurn_IsTrainedWithItsCall()
    {
        var (trained, _) = Find(Golden.Template("qwen2_5"), "<|im_end|>", """
            [{"role":"user","content":"one"},{"role":"assistant","content":"","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":{"a":1}}}]},
             {"role":"tool","tool_call_id":"1","content":"ok"},{"role":"assistant","content":"done"}]
            """);
        Assert.Equal(2, trained.Length);
        Assert.Contains("<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call><|im_end|>", trained[0], StringComparison.Ordinal);
        Assert.Equal("done<|im_end|>", trained[1]);
    }
}
