using System.Text.Json;
using Onebox.Templates.Chat;

namespace Onebox.Templates.Tests.Chat;

public sealed class ChatTemplateTests
{
    private static readonly JsonElement Tools = Golden.Read("chat.json").GetProperty("tools");

    private static ChatTemplate Real(string name)
    {
        var tokens = Golden.Read("chat.json").GetProperty("tokens").GetProperty(name);
        return ChatTemplate.Compile(Golden.Template(name), tokens[0].GetString(), tokens[1].GetString(), Golden.Clock);
    }

    private static ChatInput Messages(string json) => new() { Messages = Golden.Json(json) };

    [Theory]
    [InlineData("qwen3", true, true, true, false, true, true)]
    [InlineData("qwen2_5", true, true, true, false, false, false)]
    [InlineData("llama3", true, false, false, false, false, false)]
    [InlineData("gemma2", false, false, false, false, false, false)]
    [InlineData("gemma3", true, false, false, true, false, false)]
    [InlineData("deepseek_v3", true, false, true, false, false, false)]
    [InlineData("own_tools", true, true, true, true, false, false)]
    public void Abilities_OfRealTemplates_AreSeen(string name, bool system, bool tools, bool history, bool parts, bool thinkingSwitch, bool thinking)
    {
        var seen = Real(name).Abilities;
        Assert.Equal((system, tools, history, parts, thinkingSwitch, thinking), (seen.System, seen.Tools, seen.ToolHistory, seen.ContentParts, seen.ThinkingSwitch, seen.Thinking));
    }

    [Fact]
    public void Render_ConversationTheTemplateTakesAsItIs_EqualsTheGolden()
    {
        var golden = Golden.Read("chat.json");
        var compared = 0;
        foreach (var item in golden.GetProperty("cases").EnumerateArray())
        {
            var name = item.GetProperty("template").GetString()!;
            var conversation = item.GetProperty("conversation").GetString()!;
            // The others are changed on purpose so that they can be rendered at all.
            if (conversation is not ("user" or "system" or "turns" or "finished" or "thinking" or "reasoning field" or "emoji") || !item.TryGetProperty("expected", out var expected)) continue;
            var options = Golden.Fields(item.GetProperty("options"));
            var input = new ChatInput
            {
                Messages = golden.GetProperty("conversations").GetProperty(conversation),
                Tools = item.GetProperty("tools").GetBoolean() ? golden.GetProperty("tools") : null,
                AddGenerationPrompt = options["add_generation_prompt"].GetBoolean(),
                Arguments = options,
            };
            if (_compiled.TryGetValue(name, out var template) is false) _compiled[name] = template = Real(name);
            Assert.Equal(expected.GetString(), template.Render(input));
            compared++;
        }
        Assert.True(compared > 80, $"{compared}");
    }

    private readonly Dictionary<string, ChatTemplate> _compiled = new(StringComparer.Ordinal);

    [Fact]
    public void Render_SystemMessageForTemplateWithoutOne_StandsBeforeFirstUserMessage() =>
        Assert.Equal(
            "<bos><start_of_turn>user\nBe brief.\n\nHi<end_of_turn>\n<start_of_turn>model\n",
            Real("gemma2").Render(Messages("""[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]""")));

    [Theory]
    [InlineData("\"{\\\"city\\\": \\\"Köln\\\"}\"")]
    [InlineData("{\"city\": \"Köln\"}")]
    public void Render_ToolCallArguments_AsTextOrObjectRenderAlike(string arguments)
    {
        var prompt = Real("qwen2_5").Render(Messages("""[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":ARGS}}]}]""".Replace("ARGS", arguments, StringComparison.Ordinal)));
        Assert.Contains("<tool_call>\n{\"name\": \"f\", \"arguments\": {\"city\": \"Köln\"}}\n</tool_call>", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NullContentBesideToolCalls_WorksWhereTheTemplateItselfWouldFail()
    {
        var prompt = Real("qwen3").Render(Messages("""[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"ok"}]"""));
        Assert.Contains("{\"name\": \"f\", \"arguments\": {}}", prompt, StringComparison.Ordinal);
        Assert.Contains("<tool_response>\nok\n</tool_response>", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ToolsForTemplateWithoutTools_AreDescribedAndHistoryIsText()
    {
        var input = Messages("""[{"role":"user","content":"Hi"},{"role":"assistant","content":"","tool_calls":[{"id":"1","type":"function","function":{"name":"stop","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"done"}]""") with { Tools = Tools };
        var prompt = Real("gemma3").Render(input);
        Assert.Contains("\"get_weather\"", prompt, StringComparison.Ordinal);
        Assert.Contains("<tool_call>\n{\"name\": \"stop\", \"arguments\": {}}\n</tool_call>", prompt, StringComparison.Ordinal);
        Assert.Contains("<tool_response>\ndone\n</tool_response>", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_TextParts_AreJoinedForTemplatesOfPlainText() =>
        Assert.Contains("user\nA\nB<|im_end|>", Real("qwen3").Render(Messages("""[{"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]}]""")), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"content":"x"}]""")]
    [InlineData("""[{"role":"user","content":[{"type":"image_url"}]}]""")]
    [InlineData("""[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{"}}]}]""")]
    [InlineData("""[{"role":"assistant","tool_calls":[5]}]""")]
    public void Render_MalformedMessages_AreTheCallersFault(string messages) =>
        Assert.Equal(TemplateFault.Input, Assert.Throws<TemplateException>(() => Real("qwen3").Render(Messages(messages))).Fault);

    [Fact]
    public void Render_TemplateRefusesTheConversation_SaysWhatTheTemplateSaid()
    {
        var refused = Assert.Throws<TemplateException>(() => Real("gemma3").Render(Messages("""[{"role":"assistant","content":"x"}]""")));
        Assert.Equal(TemplateFault.Raised, refused.Fault);
        Assert.Contains("must alternate", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chatml", "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData("llama2", "<s>[INST] <<SYS>>\nS\n<</SYS>>\n\nU [/INST]")]
    [InlineData("llama3", "<s><|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData("mistral", "<s>[INST] S\n\nU [/INST]")]
    [InlineData("gemma", "<s><start_of_turn>user\nS\n\nU<end_of_turn>\n<start_of_turn>model\n")]
    [InlineData("phi3", "<|system|>\nS<|end|>\n<|user|>\nU<|end|>\n<|assistant|>\n")]
    [InlineData("plain", "S\n\nUser: U\n\nAssistant:")]
    public void WellKnown_Template_RendersThePublishedForm(string name, string expected) =>
        Assert.Equal(expected, ChatTemplate.Compile(WellKnownTemplates.Get(name).Source, "<s>", "</s>").Render(Messages("""[{"role":"system","content":"S"},{"role":"user","content":"U"}]""")));

    [Theory]
    [InlineData("llama3", "llama3_1")]
    [InlineData("gemma", "gemma2")]
    [InlineData("gemma", "gemma3")]
    [InlineData("chatml", "qwen2_5")]
    public void WellKnown_Template_AgreesWithTheRealOne(string builtIn, string real)
    {
        var theirs = Real(real);
        var ours = ChatTemplate.Compile(WellKnownTemplates.Get(builtIn).Source, theirs.BosToken, theirs.EosToken);
        var input = Messages("""[{"role":"system","content":"S"},{"role":"user","content":"one"},{"role":"assistant","content":"two"},{"role":"user","content":"three"}]""");
        Assert.Equal(theirs.Render(input), ours.Render(input));
    }

    [Fact]
    public void WellKnown_ByVocabulary_ChoosesByMarkersAndSaysSo()
    {
        Assert.Equal("chatml", WellKnownTemplates.ForVocabulary(token => token == "<|im_start|>").Name);
        Assert.Equal("gemma", WellKnownTemplates.ForVocabulary(token => token == "<start_of_turn>").Name);
        var plain = WellKnownTemplates.ForVocabulary(_ => false);
        Assert.Equal("plain", plain.Name);
        Assert.Contains("base model", plain.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_ManyThreadsAtOnce_GiveTheSameText()
    {
        var template = Real("qwen3");
        var input = Messages("""[{"role":"user","content":"Hi"}]""") with { Tools = Tools };
        var expected = template.Render(input);
        var texts = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => template.Render(input))));
        Assert.All(texts, text => Assert.Equal(expected, text));
    }
}
