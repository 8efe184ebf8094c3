using System.Net;
using System.Text.Json;
using Onebox.Serving.Tests.Worker.Running;

namespace Onebox.Serving.Tests.Worker.Chat;

public sealed class ChatTests(SampleWorkers workers)
{
    private const string Path = "/v1/chat/completions";

    [Fact]
    public async Task Chat_OfABaseModel_ContinuesTheOnlyMessage()
    {
        var answer = await (await workers.Stories).AskAsync(Path, """{"model":"stories","messages":[{"role":"user","content":"Once upon a time, there was a little girl named"}],"temperature":0,"max_tokens":32}""");
        Assert.StartsWith(" Lily. She loved to play outside in the park.", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("stories", answer.GetProperty("model").GetString());
        Assert.Equal("length", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_Answer_CountsTokensAndTimes()
    {
        var worker = await workers.Generator;
        var body = """{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Hello"},{"type":"text","text":"there"}]}],"max_tokens":5,"ignore_eos":true}""";
        _ = await worker.AskAsync(Path, body);
        var answer = await worker.AskAsync(Path, body);
        var usage = answer.GetProperty("usage");
        Assert.Equal(5, usage.GetProperty("completion_tokens").GetInt32());
        Assert.Equal(usage.GetProperty("prompt_tokens").GetInt32() + 5, usage.GetProperty("total_tokens").GetInt32());
        Assert.InRange(usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32(), 1, usage.GetProperty("prompt_tokens").GetInt32());
        var timings = answer.GetProperty("timings");
        Assert.True(timings.GetProperty("time_to_first_token_ms").GetDouble() > 0);
        Assert.True(timings.GetProperty("tokens_per_second").GetDouble() > 0);
        var counted = await worker.AskAsync("/v1/tokenize", body);
        Assert.Equal(counted.GetProperty("count").GetInt32(), usage.GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public async Task Chat_Stream_GivesTheSameTextAsTheAnswer()
    {
        var worker = await workers.Generator;
        string Body(string stream) => $$"""{"messages":[{"role":"user","content":"Tell me"}],"max_tokens":40,"ignore_eos":true,"seed":5{{stream}}}""";
        var whole = await worker.AskAsync(Path, Body(""));
        var lines = await worker.StreamAsync(Path, Body(",\"stream\":true"));

        Assert.Equal("[DONE]", lines[^1]);
        var events = lines[..^1].Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("assistant", events[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
        Assert.Single(events.Select(e => e.GetProperty("id").GetString()).Distinct());
        Assert.All(events, e => Assert.Equal("chat.completion.chunk", e.GetProperty("object").GetString()));
        Assert.Equal("length", events[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Empty(events[^1].GetProperty("choices").EnumerateArray());
        Assert.Equal(40, events[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.True(events[^1].TryGetProperty("timings", out _));
        Assert.Equal(whole.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), Content(events, 0));
    }

    [Theory]
    [InlineData(Path, """{"messages":[{"role":"user","content":"x"}],"max_tokens":3,"stream":true}""")]
    [InlineData("/v1/completions", """{"prompt":"x","max_tokens":3,"stream":true}""")]
    public async Task Stream_WhoseUsageIsRead_SaysNullInEveryEventButTheLast(string path, string body)
    {
        var worker = await workers.Generator;
        var asked = body.Replace("\"stream\":true", "\"stream\":true,\"stream_options\":{\"include_usage\":true}", StringComparison.Ordinal);
        var events = (await worker.StreamAsync(path, asked))[..^1].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("usage").ValueKind).ToList();
        Assert.Equal(JsonValueKind.Object, events[^1]);
        Assert.All(events[..^1], usage => Assert.Equal(JsonValueKind.Null, usage));
        Assert.All((await worker.StreamAsync(path, body))[..^2], line => Assert.DoesNotContain("usage", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chat_Stream_TellsThePromptTokensInAHeader()
    {
        var worker = await workers.Generator;
        using var response = await worker.SendAsync(Path, """{"messages":[{"role":"user","content":"Tell me"}],"max_tokens":2,"stream":true}""");
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains($"\"prompt_tokens\":{Assert.Single(response.Headers.GetValues("X-Onebox-Prompt-Tokens"))},", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_SeveralChoices_AreWhatTheirSeedsGiveAlone()
    {
        var worker = await workers.Generator;
        string Body(int seed, int n, string more = "") => $$"""{"messages":[{"role":"user","content":"Tell me"}],"max_tokens":24,"ignore_eos":true,"seed":{{seed}},"n":{{n}}{{more}}}""";
        var alone = new List<string?>();
        for (var i = 0; i < 4; i++) alone.Add((await worker.AskAsync(Path, Body(70 + i, 1))).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());

        var together = await worker.AskAsync(Path, Body(70, 4));
        Assert.Equal(alone, together.GetProperty("choices").EnumerateArray().Select(c => c.GetProperty("message").GetProperty("content").GetString()));
        Assert.Equal(96, together.GetProperty("usage").GetProperty("completion_tokens").GetInt32());

        var events = (await worker.StreamAsync(Path, Body(70, 4, ",\"stream\":true")))[..^1].Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(alone, Enumerable.Range(0, 4).Select(i => Content(events, i)));
        Assert.Equal(together.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), events[^1].GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public async Task Chat_Logprobs_AreOfTheTokensAndAddUpToLessThanOne()
    {
        var answer = await (await workers.Generator).AskAsync(Path, """{"messages":[{"role":"user","content":"Tell me"}],"max_tokens":12,"ignore_eos":true,"temperature":0,"logprobs":true,"top_logprobs":5}""");
        var choice = answer.GetProperty("choices")[0];
        var scored = choice.GetProperty("logprobs").GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(12, scored.Count);
        foreach (var token in scored)
        {
            var top = token.GetProperty("top_logprobs").EnumerateArray().Select(t => t.GetProperty("logprob").GetDouble()).ToList();
            Assert.Equal(5, top.Count);
            Assert.Equal(top.OrderDescending(), top);
            Assert.InRange(top.Sum(Math.Exp), 0, 1.0001);
            // At temperature 0 the likeliest is taken.
            Assert.Equal(top[0], token.GetProperty("logprob").GetDouble(), 1e-5);
        }

        var bytes = scored.SelectMany(t => t.GetProperty("bytes").EnumerateArray().Select(b => b.GetByte())).ToArray();
        Assert.Equal(choice.GetProperty("message").GetProperty("content").GetString(), System.Text.Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public async Task Chat_ToABusyEngine_GivesTheTextOfItsSeed()
    {
        var worker = await workers.Generator;
        string Body(int seed) => $$"""{"messages":[{"role":"user","content":"Seed {{seed % 3}}"}],"max_tokens":48,"seed":{{seed}},"temperature":1.2}""";
        var alone = new List<string?>();
        for (var seed = 0; seed < 12; seed++) alone.Add(Text(await worker.AskAsync(Path, Body(seed))));
        var busy = await Task.WhenAll(Enumerable.Range(0, 12).Select(seed => worker.AskAsync(Path, Body(seed))));
        Assert.Equal(alone, busy.Select(Text));

        static string? Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
    }

    [Fact]
    public async Task Chat_Adapter_IsChosenByFieldModelSuffixOrHeader()
    {
        var worker = await workers.Generator;
        string Body(string more) => $$"""{"messages":[{"role":"user","content":"Tell me"}],"max_tokens":24,"ignore_eos":true,"temperature":0{{more}}}""";
        async Task<string?> Text(string more, params (string, string)[] headers) =>
            (await worker.AskAsync(Path, Body(more), headers)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();

        var plain = await Text("");
        var loud = await Text(",\"adapter\":\"loud\"");
        Assert.NotEqual(plain, loud);
        Assert.Equal(loud, await Text(",\"model\":\"sample:loud\""));
        Assert.Equal(loud, await Text("", ("X-Onebox-Adapter", "loud")));
        Assert.Equal(plain, await Text(",\"adapter\":\"\"", ("X-Onebox-Adapter", "loud")));
        Assert.Equal(plain, await Text(",\"adapter\":[{\"name\":\"loud\",\"scale\":0}]"));

        var (status, error) = await worker.RefusedAsync(Path, Body(",\"adapter\":\"quiet\""));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("adapter", error.GetProperty("param").GetString());
        Assert.Contains("loud", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages":"hello"}""", "messages")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{}""", "messages")]
    [InlineData("""{"messages":[{"role":"wizard","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"temperature":"hot"}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"temperature":1e999}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"n":9}""", "n")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":0}""", "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":-2}""", "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":3000000000}""", "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"stop":[1]}""", "stop")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"logit_bias":{"99999":1}}""", "logit_bias")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"top_logprobs":3}""", "top_logprobs")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"xml"}}""", "response_format.type")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tool_choice":"required"}""", "tool_choice")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"grammar":"root ::= ((("}""", "grammar")]
    public async Task Chat_WithAWrongField_NamesItsPath(string body, string param)
    {
        var (status, error) = await (await workers.Generator).RefusedAsync(Path, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(param, error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task Chat_TooLongForTheContext_SaysHowLongItMayBe()
    {
        var (status, error) = await (await workers.Generator).RefusedAsync(Path, $$"""{"messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat("word ", 1200))}}"}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("context_length_exceeded", error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Chat_Stop_EndsTheTextAcrossTokens()
    {
        var worker = await workers.Stories;
        string Body(string more) => $$"""{"messages":[{"role":"user","content":"Once upon a time, there was a little girl named"}],"temperature":0,"max_tokens":40,"stop":["outside in the"]{{more}}}""";
        var choice = (await worker.AskAsync(Path, Body(""))).GetProperty("choices")[0];
        Assert.Equal(" Lily. She loved to play ", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());

        var events = (await worker.StreamAsync(Path, Body(",\"stream\":true")))[..^1].Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(" Lily. She loved to play ", Content(events, 0));
        Assert.Equal("stop", events[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    internal static string Content(IEnumerable<JsonElement> events, int choice) => string.Concat(events
        .SelectMany(e => e.GetProperty("choices").EnumerateArray())
        .Where(c => c.GetProperty("index").GetInt32() == choice)
        .Select(c => c.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : ""));
}
