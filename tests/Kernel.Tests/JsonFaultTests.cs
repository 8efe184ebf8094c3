using System.Text.Json;
using Onebox.Kernel.Wording;

namespace Onebox.Kernel.Tests;

public sealed class JsonFaultTests
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    [Theory]
    [InlineData("""{"settings":{"replicas":"two"}}""", "$.settings.replicas must be a whole number (line 1, byte 30)")]
    [InlineData("""{"settings":7}""", "$.settings must be an object")]
    [InlineData("""{"names":"a"}""", "$.names must be a list")]
    [InlineData("""{"map":[1]}""", "$.map must be an object of names and values")]
    [InlineData("""{"share":"x"}""", "$.share must be a number")]
    [InlineData("""{"day":{}}""", "$.day must be one of sunday, monday")]
    [InlineData("""{"other":1}""", "there is no 'other'")]
    [InlineData("""{"names":null""", "(line 1, byte")]
    [InlineData("", "it is empty")]
    public void Fault_OfABody_NamesPathAndWords(string json, string said)
    {
        var text = JsonFault.Of(Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<Body>(json, Strict)));
        Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Onebox.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_OfAMissingField_NamesIt() =>
        Assert.Equal("$ lacks 'must'", JsonFault.Of(Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<Needs>("{}", Strict))));

    private sealed record Body(BodySettings? Settings, IReadOnlyList<string>? Names, IReadOnlyDictionary<string, int>? Map, double? Share, DayOfWeek? Day);

    private sealed record BodySettings(int? Replicas);

    private sealed record Needs
    {
        public required string Must { get; init; }
    }
}
