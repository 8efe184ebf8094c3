using System.Net;
using System.Text.Json;
using Onebox.Serving.Tests.Worker.Running;

namespace Onebox.Serving.Tests.Worker.Chat;

public sealed class ToolTests(SampleWorkers workers)
{
    private const string Path = "/v1/chat/completions";

    private const string Tools = """
        "tools":[
          {"type":"function","function":{"name":"get_weather","description":"Weather","parameters":{"type":"object","properties":{"city":{"enum":["Berlin","Paris"]},"days":{"type":"integer","minimum":1,"maximum":7},"metric":{"type":"boolean"}},"required":["city","days","metric"],"additionalProperties":false}}},
          {"type":"function","function":{"name":"stop_all","parameters":{"type":"object","properties":{},"additionalProperties":false}}}]
        """;

    private static string Body(string more) => $$"""{"messages":[{"role":"user","content":"What is the weather?"}],"max_tokens":200,"seed":3,{{Tools}}{{more}}}""";

    [Fact]
    public async Task Tools_WhenOneMustBeCalled_GivesArgumentsOfItsSchema()
    {
        var worker = await workers.Generator;
        for (var seed = 0; seed < 5; seed++)
        {
            var answer = await worker.AskAsync(Path, $$$$"""{"messages":[{"role":"user","content":"Weather?"}],"max_tokens":200,"seed":{{{{seed}}}},"parallel_tool_calls":false,{{{{Tools}}}},"tool_choice":{"type":"function","function":{"name":"get_weather"}}}""");
            var choice = answer.GetProperty("choices")[0];
            Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
            var call = Assert.Single(choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray());
            Assert.Equal("function", call.GetProperty("type").GetString());
            Assert.NotEmpty(call.GetProperty("id").GetString()!);
            Assert.Equal("get_weather", call.GetProperty("function").GetProperty("name").GetString());
            CheckWeather(call.GetProperty("function").GetProperty("arguments").GetString()!);
            Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("content").ValueKind);
        }
    }

    [Fact]
    public async Task Tools_Streamed_ComeAsWholeCallsWithTheirIndex()
    {
        var events = (await (await workers.Generator).StreamAsync(Path, Body(""","tool_choice":"required","stream":true""")))[..^1].Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var calls = events.SelectMany(e => e.GetProperty("choices").EnumerateArray())
            .SelectMany(c => c.GetProperty("delta").TryGetProperty("tool_calls", out var list) ? list.EnumerateArray().ToList() : []).ToList();
        Assert.NotEmpty(calls);
        Assert.Equal(Enumerable.Range(0, calls.Count), calls.Select(c => c.GetProperty("index").GetInt32()));
        Assert.All(calls, c =>
        {
            if (c.GetProperty("function").GetProperty("name").GetString() == "get_weather") CheckWeather(c.GetProperty("function").GetProperty("arguments").GetString()!);
        });
        Assert.Equal("tool_calls", events[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Tools_ThatMayBeCalled_LeaveTheModelFree()
    {
        var choice = (await (await workers.Generator).AskAsync(Path, Body(",\"ignore_eos\":true"))).GetProperty("choices")[0];
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        Assert.NotEmpty(choice.GetProperty("message").GetProperty("content").GetString()!);
    }

    [Fact]
    public async Task Tools_InTheHistory_AreRendered()
    {
        var worker = await workers.Generator;
        var answer = await worker.AskAsync(Path, $$$"""
            {"messages":[
              {"role":"user","content":"Weather?"},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Berlin\"}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":"sunny"}],
             "max_tokens":4,{{{Tools}}},"tool_choice":"none"}
            """);
        Assert.Equal(4, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Format_OfASchema_IsKept()
    {
        var worker = await workers.Generator;
        for (var seed = 0; seed < 5; seed++)
        {
            var answer = await worker.AskAsync(Path, $$$$$"""
                {"messages":[{"role":"user","content":"Who?"}],"max_tokens":300,"seed":{{{{{seed}}}}},
                 "response_format":{"type":"json_schema","json_schema":{"name":"person","strict":true,"schema":{"type":"object",
                   "properties":{"name":{"enum":["Lily","Tom"]},"age":{"type":"integer","minimum":0,"maximum":99},"pets":{"type":"array","items":{"enum":["cat","dog"]},"maxItems":2}},
                   "required":["name","age","pets"],"additionalProperties":false}}}}
                """);
            var person = JsonDocument.Parse(answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!).RootElement;
            Assert.Contains(person.GetProperty("name").GetString(), new[] { "Lily", "Tom" });
            Assert.InRange(person.GetProperty("age").GetInt32(), 0, 99);
            Assert.True(person.GetProperty("pets").GetArrayLength() <= 2);
            Assert.Equal("stop", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","strict":false""")]
    [InlineData(""","strict":true""")]
    public async Task Format_OfASchemaThatNoGrammarHolds_IsRefused(string strict)
    {
        var (status, error) = await (await workers.Generator).RefusedAsync(Path, $$$$$"""
            {"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"s"{{{{{strict}}}}},"schema":{"type":"array","uniqueItems":true}}}}
            """);
        Assert.Equal((HttpStatusCode.BadRequest, "response_format.json_schema.schema"), (status, error.GetProperty("param").GetString()));
        Assert.Contains("'uniqueItems'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Format_OfAGrammar_IsKept()
    {
        var worker = await workers.Generator;
        var answer = await worker.AskAsync(Path, """{"messages":[{"role":"user","content":"Yes or no?"}],"grammar":"root ::= (\"yes\" | \"no\") \"!\""}""");
        Assert.Contains(answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), new[] { "yes!", "no!" });
    }

    [Fact]
    public async Task Format_TogetherWithToolsThatMayBeCalled_IsRefused()
    {
        var (status, error) = await (await workers.Generator).RefusedAsync(Path, Body(""","response_format":{"type":"json_object"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("response_format", error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task Grammar_NestedBeyondTheParsersStack_IsRefused()
    {
        var (status, error) = await (await workers.Generator).RefusedAsync(Path, $$"""{"messages":[{"role":"user","content":"x"}],"grammar":"root ::= {{new string('(', 60_000)}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("grammar", error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task Reasoning_IsTakenOutOfTheContent()
    {
        // The template opens the thought; the grammar makes the noise think, and then answer.
        await using var worker = await RunningWorker.StartAsync(SampleModels.Generator, s => s["chatTemplate"] = "{% for m in messages %}{{ m.content }}{% endfor %}<think>");
        const string ask = """{"messages":[{"role":"user","content":"x"}],"grammar":"root ::= \"so it is</think>four\""}""";
        var message = (await worker.AskAsync(Path, ask)).GetProperty("choices")[0].GetProperty("message");
        Assert.Equal("so it is", message.GetProperty("reasoning_content").GetString());
        Assert.Equal("four", message.GetProperty("content").GetString());

        var whole = (await worker.AskAsync(Path, ask.Replace("\"messages\"", "\"reasoning_format\":\"none\",\"messages\"", StringComparison.Ordinal))).GetProperty("choices")[0].GetProperty("message");
        Assert.Equal("so it is</think>four", whole.GetProperty("content").GetString());
    }

    private static void CheckWeather(string arguments)
    {
        var read = JsonDocument.Parse(arguments).RootElement;
        Assert.Contains(read.GetProperty("city").GetString(), new[] { "Berlin", "Paris" });
        Assert.InRange(read.GetProperty("days").GetInt32(), 1, 7);
        Assert.Contains(read.GetProperty("metric").ValueKind, new[] { JsonValueKind.True, JsonValueKind.False });
    }
}
