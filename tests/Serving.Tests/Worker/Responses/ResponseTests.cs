using System.Net;
using System.Text.Json;
using Onebox.Serving.Tests.Worker.Running;

namespace Onebox.Serving.Tests.Worker.Responses;

public sealed class ResponseTests(SampleWorkers workers)
{
    private const string Path = "/v1/responses";

    [Fact]
    public async Task Response_Answer_HasOneMessageAndItsUsage()
    {
        var answer = await (await workers.Stories).AskAsync(Path, """{"model":"stories","input":"Once upon a time, there was a little girl named","temperature":0,"max_output_tokens":16,"metadata":{"a":"b"}}""");
        Assert.Equal("response", answer.GetProperty("object").GetString());
        Assert.Equal("incomplete", answer.GetProperty("status").GetString());
        Assert.Equal("max_output_tokens", answer.GetProperty("incomplete_details").GetProperty("reason").GetString());
        var message = Assert.Single(answer.GetProperty("output").EnumerateArray());
        Assert.Equal("message", message.GetProperty("type").GetString());
        Assert.StartsWith(" Lily. She loved to play", message.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(16, answer.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.True(answer.GetProperty("timings").GetProperty("decode_ms").GetDouble() > 0);
        Assert.Equal("b", answer.GetProperty("metadata").GetProperty("a").GetString());
    }

    [Fact]
    public async Task Response_Stream_HasOpenAIsEventsInOrder()
    {
        var worker = await workers.Generator;
        using var response = await worker.SendAsync(Path, """{"input":[{"role":"user","content":[{"type":"input_text","text":"Tell me"}]}],"instructions":"Be brief.","max_output_tokens":12,"ignore_eos":true,"stream":true}""");
        var text = await response.Content.ReadAsStringAsync();
        var names = text.Split('\n').Where(l => l.StartsWith("event: ", StringComparison.Ordinal)).Select(l => l["event: ".Length..]).ToList();
        var events = text.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => JsonDocument.Parse(l["data: ".Length..]).RootElement).ToList();

        Assert.Equal(names, events.Select(e => e.GetProperty("type").GetString()));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(e => e.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(["response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.output_text.delta"], names[..5]);
        Assert.Equal(["response.output_text.done", "response.content_part.done", "response.output_item.done", "response.incomplete"], names[^4..]);
        var deltas = string.Concat(events.Where(e => e.GetProperty("type").GetString() == "response.output_text.delta").Select(e => e.GetProperty("delta").GetString()));
        Assert.Equal(deltas, events[^4].GetProperty("text").GetString());
        var final = events[^1].GetProperty("response");
        Assert.Equal(deltas, final.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(12, final.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_WithATool_CallsItAndTakesItsResult()
    {
        var worker = await workers.Generator;
        const string tools = """ "tools":[{"type":"function","name":"pick","strict":true,"parameters":{"type":"object","properties":{"n":{"enum":[1,2,3]}},"required":["n"],"additionalProperties":false}}] """;
        var first = await worker.AskAsync(Path, $$"""{"input":"Pick one",{{tools}},"tool_choice":{"type":"function","name":"pick"},"max_output_tokens":100}""");
        var call = Assert.Single(first.GetProperty("output").EnumerateArray());
        Assert.Equal("function_call", call.GetProperty("type").GetString());
        Assert.Contains(JsonDocument.Parse(call.GetProperty("arguments").GetString()!).RootElement.GetProperty("n").GetInt32(), new[] { 1, 2, 3 });

        var second = await worker.AskAsync(Path, $$$"""
            {"input":[{"role":"user","content":"Pick one"},{{{call.GetRawText()}}},{"type":"function_call_output","call_id":"{{{call.GetProperty("call_id").GetString()}}}","output":"done"}],
             {{{tools}}},"tool_choice":"none","max_output_tokens":4,"ignore_eos":true}
            """);
        Assert.Equal(4, second.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Response_WithASchema_KeepsIt()
    {
        var answer = await (await workers.Generator).AskAsync(Path, """
            {"input":"Who?","max_output_tokens":200,"text":{"format":{"type":"json_schema","name":"p","strict":true,"schema":{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}}}}
            """);
        Assert.Equal("completed", answer.GetProperty("status").GetString());
        var text = answer.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString()!;
        Assert.True(JsonDocument.Parse(text).RootElement.TryGetProperty("ok", out _));
    }

    [Theory]
    [InlineData("""{"input":"x","previous_response_id":"resp_1"}""", "previous_response_id")]
    [InlineData("""{"input":"x","background":true}""", "background")]
    [InlineData("""{"input":"x","tools":[{"type":"web_search"}]}""", "tools[0].type")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image","image_url":"x"}]}]}""", "input[0].content[0].type")]
    [InlineData("""{"input":[{"type":"item_reference","id":"x"}]}""", "input[0].type")]
    [InlineData("""{"input":5}""", "input")]
    [InlineData("""{}""", "input")]
    public async Task Response_WithWhatIsNotSupported_NamesItsPath(string body, string param)
    {
        var (status, error) = await (await workers.Generator).RefusedAsync(Path, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(param, error.GetProperty("param").GetString());
    }
}
