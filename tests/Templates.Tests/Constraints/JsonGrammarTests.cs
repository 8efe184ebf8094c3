using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Onebox.Templates.Constraints;

namespace Onebox.Templates.Tests.Constraints;

public sealed class JsonGrammarTests
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    [Fact]
    public void FromSchema_RandomSchemasAndInstances_MatchesExactlyTheValidOnes()
    {
        var (valid, invalid) = (0, 0);
        Gen.Int[0, int.MaxValue].Sample(seed =>
        {
            var random = new RandomSchema(seed);
            var schema = JsonNode.Parse(random.WithDefinitions().ToJsonString())!;
            var matcher = new GbnfMatcher(JsonGrammar.FromSchema(Golden.Json(schema.ToJsonString())));
            for (var i = 0; i < 12; i++)
            {
                var made = random.Instance(schema, schema, 5);
                var instance = made is null ? null : JsonNode.Parse(made.ToJsonString());
                var expected = SchemaOracle.Valid(schema, instance, schema);
                _ = expected ? Interlocked.Increment(ref valid) : Interlocked.Increment(ref invalid);
                foreach (var options in new[] { Compact, Indented })
                {
                    var text = (instance is null ? "null" : instance.ToJsonString(options)).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal);
                    if (matcher.Matches(text) != expected) Assert.Fail($"seed {seed}, expected {expected}\n{schema.ToJsonString(Compact)}\n{text}\n{JsonGrammar.FromSchema(Golden.Json(schema.ToJsonString()))}");
                }
            }
        }, iter: 1_500);
        Assert.True(valid > 1_000 && invalid > 1_000, $"{valid} valid, {invalid} invalid");
    }

    [Theory]
    [InlineData(0, 0), InlineData(0, 9), InlineData(7, 12), InlineData(-12, 7), InlineData(-105, -98), InlineData(99, 1001), InlineData(-1, 1), InlineData(10, 19), InlineData(-999, -100)]
    public void FromSchema_IntegerRange_AcceptsExactlyTheRange(int low, int high)
    {
        var matcher = new GbnfMatcher(JsonGrammar.FromSchema(Golden.Json($$"""{"type":"integer","minimum":{{low}},"maximum":{{high}}}""")));
        for (var number = -1200; number <= 1200; number++) Assert.Equal(number >= low && number <= high, matcher.Matches(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.False(matcher.Matches("-0"));
        Assert.False(matcher.Matches("01"));
    }

    [Theory]
    [InlineData("""{"type":"string","format":"date"}""", "\"2024-12-31\"", true)]
    [InlineData("""{"type":"string","format":"date"}""", "\"2024-13-31\"", false)]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2024-12-31T23:59:59.5+02:00\"", true)]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2024-12-31 23:59:59Z\"", false)]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"123e4567-e89b-12d3-a456-426614174000\"", true)]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"123e4567e89b12d3a456426614174000\"", false)]
    [InlineData("""{"type":"string","format":"email"}""", "\"a.b-c@example.org\"", true)]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"256.1.1.1\"", false)]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"255.1.1.10\"", true)]
    [InlineData("""{"type":"string","format":"int32"}""", "\"anything\"", true)]
    [InlineData("""{"type":["string","null"]}""", "null", true)]
    [InlineData("""{"type":"string","nullable":true}""", "null", true)]
    [InlineData("""{"type":"array","prefixItems":[{"type":"integer"},{"type":"string"}],"items":false}""", "[1, \"a\"]", true)]
    [InlineData("""{"type":"array","prefixItems":[{"type":"integer"},{"type":"string"}]}""", "[\"a\", 1]", false)]
    [InlineData("""{"type":"array","items":[{"type":"integer"}],"additionalItems":{"type":"null"}}""", "[1, null, null]", true)]
    [InlineData("""{"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"b":{"type":"string"}},"required":["b"]}]}""", """{"a": 1, "b": "x"}""", true)]
    [InlineData("""{"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"b":{"type":"string"}},"required":["b"]}]}""", """{"a": 1}""", false)]
    [InlineData("""{"allOf":[{"type":"integer","minimum":3},{"type":"number","maximum":5}]}""", "4", true)]
    [InlineData("""{"allOf":[{"type":"integer","minimum":3},{"type":"number","maximum":5}]}""", "6", false)]
    [InlineData("""{"type":"object","properties":{"k":{"type":"string"}},"anyOf":[{"required":["k"]},{"properties":{"n":{"type":"null"}},"required":["n"]}]}""", """{"k": "v"}""", true)]
    [InlineData("""{"type":"object","properties":{"k":{"type":"string"}},"anyOf":[{"required":["k"]},{"properties":{"n":{"type":"null"}},"required":["n"]}]}""", "{}", false)]
    [InlineData("""{"$ref":"#/$defs/string","$defs":{"string":{"type":"array","items":{"$ref":"#/$defs/string"}}}}""", "[[], [[]]]", true)]
    [InlineData("""{"$ref":"#/$defs/string","$defs":{"string":{"type":"array","items":{"$ref":"#/$defs/string"}}}}""", "[\"a\"]", false)]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"},"minProperties":1,"maxProperties":2}""", """{"a": 1, "b": 2}""", true)]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"},"minProperties":1,"maxProperties":2}""", "{}", false)]
    [InlineData("""{"type":"object","required":["x"]}""", """{"x": [1], "y": 2}""", true)]
    [InlineData("""{"type":"object","required":["x"]}""", """{"y": 2}""", false)]
    [InlineData("true", """[1, {"a": null}]""", true)]
    [InlineData("{}", "\"\\u00e9\"", true)]
    public void FromSchema_Keyword_DecidesAsTheStandardDoes(string schema, string instance, bool valid) =>
        Assert.Equal(valid, new GbnfMatcher(JsonGrammar.FromSchema(Golden.Json(schema))).Matches(instance));

    [Theory]
    [InlineData("""{"type":"object","properties":{"tags":{"type":"array","uniqueItems":true}}}""", "uniqueItems", "#/properties/tags")]
    [InlineData("""{"not":{"type":"null"}}""", "not", "#")]
    [InlineData("""{"properties":{"x":{"type":"number","maximum":3}}}""", "maximum", "#/properties/x")]
    [InlineData("""{"type":"string","pattern":"(?=a)b"}""", "pattern", "#")]
    [InlineData("""{"type":"string","pattern":"(a"}""", "pattern", "#")]
    [InlineData("""{"type":"string","pattern":"\\bword"}""", "pattern", "#")]
    [InlineData("""{"type":"string","maxLength":5000}""", "maxLength", "#")]
    [InlineData("""{"type":"strnig"}""", "type", "#")]
    [InlineData("""{"$ref":"https://example.org/x"}""", "$ref", "#")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "$ref", "#")]
    [InlineData("""{"$ref":"#"}""", "$ref", "#")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/a"}]}}}""", "$ref", "#/$defs/b/anyOf/1")]
    [InlineData("""{"type":"integer","minimum":5,"maximum":4}""", "minimum", "#")]
    [InlineData("""{"properties":{"a":false},"required":["a"]}""", "false", "#/properties/a")]
    [InlineData("[]", "schema", "#")]
    public void FromSchema_Unsupported_NamesKeywordAndPath(string schema, string keyword, string path)
    {
        var refused = Assert.Throws<GrammarException>(() => JsonGrammar.FromSchema(Golden.Json(schema)));
        Assert.Equal((keyword, path), (refused.Keyword, refused.Path));
    }

    [Theory]
    [InlineData("""{"a":[1,2.5e3,-0.1,"é\"\n",null,true,{}]}""", true)]
    [InlineData("[1]", false)]
    [InlineData("""{"a":01}""", false)]
    [InlineData("""{"a":1,}""", false)]
    public void AnyObject_Text_IsAcceptedIfItIsAnObject(string text, bool accepted) =>
        Assert.Equal(accepted, new GbnfMatcher(JsonGrammar.AnyObject).Matches(text));

    [Fact]
    public void FromSchema_DamagedSchemas_ThrowOnlyGrammarException()
    {
        string[] values = ["null", "1", "-5", "\"x\"", "[]", "{}", "true", "[1]", "{\"a\":1}", "\"#\"", "\"#/properties\"", "[\"string\",3]"];
        string[] keywords = ["type", "properties", "items", "required", "enum", "const", "anyOf", "allOf", "$ref", "pattern", "minLength", "maximum", "minimum", "exclusiveMinimum", "additionalProperties", "prefixItems", "minItems", "format", "nullable", "$defs", "maxProperties"];
        Gen.Select(Gen.Int[0, keywords.Length - 1], Gen.Int[0, values.Length - 1]).Array[1, 4].Sample(pairs =>
        {
            var fields = string.Join(',', pairs.DistinctBy(pair => pair.Item1).Select(pair => $"\"{keywords[pair.Item1]}\":{values[pair.Item2]}"));
            try
            {
                var outer = fields.Replace("\"properties\"", "\"x\"", StringComparison.Ordinal);
                _ = new GbnfMatcher(JsonGrammar.FromSchema(Golden.Json("{\"properties\":{\"p\":{" + fields + "}}," + outer + "}")));
            }
            catch (GrammarException)
            {
                // The one exception that is promised.
            }
        }, iter: 5_000);
    }
}
