using System.Text;
using System.Text.Json;
using CsCheck;
using Onebox.Kernel;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Tests.OpenAI;

public sealed class InferenceRequestTests
{
    private const string Full = """{ "messages":[{"role":"user","content":"\"model\":\"no\" {["}], "model" : "st\u006fries", "stream":true, "stream_options":{"include_usage":true},"tools":[{"a":{"model":"x"}}],"user":"me" }""";

    [Fact]
    public void Read_FullBody_FindsWhatTheHostNeeds()
    {
        var body = Encoding.UTF8.GetBytes(Full);
        var request = InferenceRequest.Read(body);
        Assert.Equal("stories", request.Model);
        Assert.Equal("\"st\\u006fries\"", Encoding.UTF8.GetString(body[request.ModelRange]));
        Assert.True(request.Stream);
        Assert.True(request.IncludeUsage);
        Assert.NotEqual(0UL, request.PrefixHash);
        Assert.NotNull(request.StickyHash);
    }

    [Theory]
    [InlineData("", "request.malformed", "line 1, byte 1")]
    [InlineData("{\"model\":\"a\",\n  \"x\": nope}", "request.malformed", "line 2, byte 9")]
    [InlineData("[]", "request.malformed", "object")]
    [InlineData("{\"model\":\"a\"} {}", "request.malformed", "byte 15")]
    [InlineData("{}", "request.invalid", "'model'")]
    [InlineData("{\"model\":7}", "request.invalid", "string")]
    [InlineData("{\"model\":\"a\",\"model\":\"b\"}", "request.invalid", "twice")]
    [InlineData("{\"model\":\"a\",\"stream\":\"yes\"}", "request.invalid", "'stream'")]
    [InlineData("{\"model\":\"\\ud800\"}", "request.malformed", "Unicode")]
    public void Read_BadBody_IsRefusedWithThePlace(string body, string code, string says)
    {
        var error = Assert.Throws<ProblemException>(() => InferenceRequest.Read(Encoding.UTF8.GetBytes(body)));
        Assert.Equal(code, error.Problem.Code);
        Assert.Contains(says, error.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooDeep_IsRefused() =>
        Assert.Throws<ProblemException>(() => InferenceRequest.Read(Encoding.UTF8.GetBytes("{\"model\":\"a\",\"x\":" + new string('[', 300) + new string(']', 300) + "}")));

    [Fact]
    public void Read_CutOrFlippedBytes_NeverFailsOtherwiseThanByAProblem() =>
        Gen.Select(Gen.Int[0, Full.Length - 1], Gen.Int[0, Full.Length], Gen.Byte).Sample((at, cut, value) =>
        {
            var body = Encoding.UTF8.GetBytes(Full);
            body[at] = value;
            try
            {
                InferenceRequest.Read(body.AsSpan(0, cut));
            }
            catch (ProblemException)
            {
                // The only way to refuse.
            }
        });

    [Fact]
    public void PrefixHash_SameBeginning_IsTheSame()
    {
        var beginning = new string('s', InferenceRequest.PrefixBytes);
        Assert.Equal(Hash(beginning + "one"), Hash(beginning + "two"));
        Assert.NotEqual(Hash("one"), Hash("two"));

        static ulong Hash(string prompt) => InferenceRequest.Read(Encoding.UTF8.GetBytes($$"""{"model":"a","prompt":"{{prompt}}"}""")).PrefixHash;
    }

    [Theory]
    [InlineData("""{"model":"a","stream":true}""")]
    [InlineData("""{"stream_options":{"include_usage":false,"x":1},"model":"a"}""")]
    [InlineData("""{"model":"a","stream_options":null,"messages":[{"content":"}"}]}  """)]
    public void BodyEdits_ForAnEngineElsewhere_ChangeModelAndUsageOnly(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var edited = JsonDocument.Parse(BodyEdits.Apply(body, InferenceRequest.Read(body), "the \"other\"", askUsage: true)).RootElement;
        Assert.Equal("the \"other\"", edited.GetProperty("model").GetString());
        Assert.True(edited.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        foreach (var field in JsonDocument.Parse(body).RootElement.EnumerateObject().Where(f => f.Name is not ("model" or "stream_options")))
        {
            Assert.Equal(field.Value.GetRawText(), edited.GetProperty(field.Name).GetRawText());
        }
    }
}
