using System.Text.Json;
using ModelContextProtocol.Protocol;
using Onebox.Knowledge.OpenAI;

namespace Onebox.Knowledge.Tests.OpenAI;

public sealed class ToolArgumentsTests
{
    private static readonly Tool Search = new()
    {
        Name = "search",
        InputSchema = Json("""{"type":"object","properties":{"query":{"type":"string"},"base":{"type":["string","null"],"default":null},"top":{"type":"integer","default":8}},"required":["query"]}"""),
    };

    [Theory]
    [InlineData("""{"query":"x"}""")]
    [InlineData("""{"query":"x","base":null,"top":3}""")]
    [InlineData("""{"query":"x","base":"b","top":null}""")]
    public void Fault_WhatItTakes_IsNone(string arguments) => Assert.Null(Fault(arguments));

    [Theory]
    [InlineData("""{"query":"x","bases":"b"}""", "It takes no argument 'bases'. It takes 'query' (string, required), 'base' (string), 'top' (integer).")]
    [InlineData("""{"Query":"x"}""", "It takes no argument 'Query'. Its argument 'query' is missing. ")]
    [InlineData("{}", "Its argument 'query' is missing.")]
    [InlineData("""{"query":["x"]}""", "Its argument 'query' must be string.")]
    [InlineData("""{"query":"x","base":{},"top":1.5}""", "Its argument 'base' must be string. Its argument 'top' must be integer.")]
    public void Fault_WhatItDoesNotTake_IsNamed(string arguments, string fault) => Assert.StartsWith($"search was not called. {fault}", Fault(arguments), StringComparison.Ordinal);

    [Fact]
    public void Fault_NoArguments_NamesTheMissingOne() => Assert.Contains("'query' is missing", ToolArguments.Fault(Search, null), StringComparison.Ordinal);

    private static string? Fault(string arguments) => ToolArguments.Fault(Search, Json(arguments).EnumerateObject().ToDictionary(p => p.Name, p => p.Value));

    private static JsonElement Json(string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
