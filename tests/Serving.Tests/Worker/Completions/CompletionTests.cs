using System.Net;
using System.Text.Json;
using Onebox.Serving.Tests.Worker.Running;

namespace Onebox.Serving.Tests.Worker.Completions;

public sealed class CompletionTests(SampleWorkers workers)
{
    private const string Path = "/v1/completions";

    [Fact]
    public async Task Completion_OfTheStory_IsTheKnownOne()
    {
        var answer = await (await workers.Stories).AskAsync(Path, """{"model":"stories","prompt":"Once upon a time, there was a little girl named","max_tokens":32,"temperature":0}""");
        Assert.StartsWith(" Lily. She loved to play outside in the park.", answer.GetProperty("choices")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("text_completion", answer.GetProperty("object").GetString());
        Assert.Equal(32, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Completion_OfTokens_IsThatOfTheirText()
    {
        var worker = await workers.Generator;
        var tokens = (await worker.AskAsync("/v1/tokenize", """{"content":"the cat sat"}""")).GetProperty("tokens").GetRawText();
        string Body(string prompt) => $$"""{"prompt":{{prompt}},"max_tokens":20,"temperature":0,"ignore_eos":true}""";
        var byText = await worker.AskAsync(Path, Body("\"the cat sat\""));
        var byTokens = await worker.AskAsync(Path, Body(tokens));
        Assert.Equal(Texts(byText), Texts(byTokens));
    }

    [Fact]
    public async Task Completion_OfSeveralPrompts_KeepsTheirOrder()
    {
        var worker = await workers.Generator;
        string Body(string prompt, string more = "") => $$"""{"prompt":{{prompt}},"max_tokens":16,"seed":1,"ignore_eos":true{{more}}}""";
        var a = Texts(await worker.AskAsync(Path, Body("\"aaa\"", ",\"n\":2")));
        var b = Texts(await worker.AskAsync(Path, Body("\"bbb\"", ",\"n\":2")));
        var both = await worker.AskAsync(Path, Body("[\"aaa\",\"bbb\"]", ",\"n\":2"));
        Assert.Equal(a.Concat(b), Texts(both));
        Assert.Equal([0, 1, 2, 3], both.GetProperty("choices").EnumerateArray().Select(c => c.GetProperty("index").GetInt32()));
        Assert.Equal(64, both.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Completion_Echo_GivesThePromptWithItsLogprobs()
    {
        var worker = await workers.Generator;
        var answer = await worker.AskAsync(Path, """{"prompt":"the cat sat","echo":true,"logprobs":2,"max_tokens":3,"temperature":0,"ignore_eos":true}""");
        var choice = answer.GetProperty("choices")[0];
        Assert.StartsWith("the cat sat", choice.GetProperty("text").GetString(), StringComparison.Ordinal);
        var logprobs = choice.GetProperty("logprobs");
        var prompt = answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32();
        Assert.All(new[] { "tokens", "token_logprobs", "top_logprobs", "text_offset" }, name => Assert.Equal(prompt + 3, logprobs.GetProperty(name).GetArrayLength()));
        Assert.Equal(JsonValueKind.Null, logprobs.GetProperty("token_logprobs")[0].ValueKind);
        Assert.All(logprobs.GetProperty("token_logprobs").EnumerateArray().Skip(1), l => Assert.InRange(l.GetDouble(), -100, 0));
        Assert.All(logprobs.GetProperty("top_logprobs").EnumerateArray().Skip(1), top => Assert.InRange(top.EnumerateObject().Sum(t => Math.Exp(t.Value.GetDouble())), 0, 1.0001));

        // The same tokens have the same probabilities when they are all prompt: what an evaluation of a text relies on.
        var scored = await worker.AskAsync(Path, $$"""{"prompt":{{JsonSerializer.Serialize(choice.GetProperty("text").GetString())}},"echo":true,"logprobs":0,"max_tokens":0}""");
        Assert.Equal(0, scored.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal(choice.GetProperty("text").GetString(), scored.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal(
            logprobs.GetProperty("token_logprobs").EnumerateArray().Skip(1).Take(prompt - 1).Select(l => Math.Round(l.GetDouble(), 3)),
            scored.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("token_logprobs").EnumerateArray().Skip(1).Take(prompt - 1).Select(l => Math.Round(l.GetDouble(), 3)));
    }

    [Fact]
    public async Task Completion_LogprobsFrom_TellsThatPartAloneAndTakesTheRestFromTheCache()
    {
        var worker = await workers.Generator;
        const string context = "the dog and the cat sat under the old tree and looked at the moon for a long while ";
        string Body(string prompt, string more) => $$"""{"prompt":{{JsonSerializer.Serialize(prompt)}},"echo":true,"logprobs":0,"max_tokens":0{{more}}}""";
        var from = $",\"logprobs_from\":{context.Length}";
        var first = await worker.AskAsync(Path, Body(context + "and barked", from));
        var second = await worker.AskAsync(Path, Body(context + "and slept", from));
        var whole = (await worker.AskAsync(Path, Body(context + "and slept", ""))).GetProperty("choices")[0].GetProperty("logprobs");
        var before = (await worker.AskAsync("/v1/tokenize", JsonSerializer.Serialize(new { content = context }))).GetProperty("count").GetInt32();

        var part = second.GetProperty("choices")[0].GetProperty("logprobs");
        Assert.Equal(context + "and slept", second.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal(whole.GetProperty("tokens").EnumerateArray().Skip(before).Select(t => t.GetString()), part.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(whole.GetProperty("text_offset").EnumerateArray().Skip(before).Select(t => t.GetInt32()), part.GetProperty("text_offset").EnumerateArray().Select(t => t.GetInt32()));
        Assert.All(
            whole.GetProperty("token_logprobs").EnumerateArray().Skip(before).Zip(part.GetProperty("token_logprobs").EnumerateArray()),
            pair => Assert.Equal(pair.First.GetDouble(), pair.Second.GetDouble(), 2e-3));
        Assert.True(second.GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32() >= before - 1);
        Assert.NotEqual(first.GetProperty("choices")[0].GetProperty("logprobs").GetRawText(), part.GetRawText());
    }

    [Fact]
    public async Task Completion_LogprobsFrom_OfSeveralPromptsIsOneForEach()
    {
        var worker = await workers.Generator;
        var answer = await worker.AskAsync(Path, """{"prompt":["the cat","a dog barks"],"echo":true,"logprobs":0,"max_tokens":0,"logprobs_from":[3,5]}""");
        var (status, error) = await worker.RefusedAsync(Path, """{"prompt":["the cat","a dog"],"echo":true,"logprobs":0,"max_tokens":0,"logprobs_from":[3]}""");
        Assert.All(answer.GetProperty("choices").EnumerateArray(), c => Assert.NotEqual(0, c.GetProperty("logprobs").GetProperty("token_logprobs").GetArrayLength()));
        Assert.Equal((HttpStatusCode.BadRequest, "logprobs_from"), (status, error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task Completion_Stream_GivesTheSameTextAndLogprobsAsTheAnswer()
    {
        var worker = await workers.Generator;
        string Body(string more) => $$"""{"prompt":["the cat","a dog"],"echo":true,"logprobs":1,"max_tokens":30,"seed":4,"ignore_eos":true{{more}}}""";
        var whole = await worker.AskAsync(Path, Body(""));
        var lines = await worker.StreamAsync(Path, Body(",\"stream\":true"));
        Assert.Equal("[DONE]", lines[^1]);
        var events = lines[..^1].Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.True(events.Count > 4);
        for (var i = 0; i < 2; i++)
        {
            var mine = events.SelectMany(e => e.GetProperty("choices").EnumerateArray()).Where(c => c.GetProperty("index").GetInt32() == i).ToList();
            Assert.Equal(Texts(whole)[i], string.Concat(mine.Select(c => c.GetProperty("text").GetString())));
            var offsets = mine.Where(c => c.GetProperty("logprobs").ValueKind == JsonValueKind.Object).SelectMany(c => c.GetProperty("logprobs").GetProperty("text_offset").EnumerateArray().Select(o => o.GetInt32()));
            Assert.Equal(whole.GetProperty("choices")[i].GetProperty("logprobs").GetProperty("text_offset").EnumerateArray().Select(o => o.GetInt32()), offsets);
        }
    }

    [Theory]
    [InlineData("""{}""", "prompt")]
    [InlineData("""{"prompt":7}""", "prompt")]
    [InlineData("""{"prompt":[]}""", "prompt")]
    [InlineData("""{"prompt":[1,"a"]}""", "prompt")]
    [InlineData("""{"prompt":[999999]}""", "prompt")]
    [InlineData("""{"prompt":"a","suffix":"b"}""", "suffix")]
    [InlineData("""{"prompt":"a","best_of":3}""", "best_of")]
    [InlineData("""{"prompt":"a","logprobs":true}""", "logprobs")]
    public async Task Completion_WithAWrongField_NamesItsPath(string body, string param)
    {
        var (status, error) = await (await workers.Generator).RefusedAsync(Path, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(param, error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task Tokens_ThereAndBack_GiveTheText()
    {
        var worker = await workers.Generator;
        const string text = "Grüße, 世界 🙂 and the cat";
        var tokens = await worker.AskAsync("/v1/tokenize", JsonSerializer.Serialize(new { content = text, add_special = false, with_pieces = true }));
        Assert.Equal(tokens.GetProperty("count").GetInt32(), tokens.GetProperty("pieces").GetArrayLength());
        var back = await worker.AskAsync("/v1/detokenize", $$"""{"tokens":{{tokens.GetProperty("tokens").GetRawText()}}}""");
        Assert.Equal(text, back.GetProperty("content").GetString());
    }

    private static List<string?> Texts(JsonElement answer) => [.. answer.GetProperty("choices").EnumerateArray().Select(c => c.GetProperty("text").GetString())];
}
