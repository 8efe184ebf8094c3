using System.Text;
using CsCheck;
using Onebox.Serving.Tests.Worker.Running;

namespace Onebox.Serving.Tests.Worker;

/// <summary>Whatever a client sends, it is answered, and never with "our fault".</summary>
public sealed class FuzzTests(SampleWorkers workers)
{
    private static readonly string[] Paths = ["/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/tokenize", "/v1/detokenize", "/v1/embeddings", "/v1/rerank"];

    private static readonly string[] Names =
    [
        "model", "messages", "prompt", "input", "stream", "max_tokens", "max_output_tokens", "temperature", "top_p", "top_k", "min_p", "typical_p", "stop", "n", "seed", "logprobs", "top_logprobs",
        "tools", "tool_choice", "response_format", "grammar", "logit_bias", "adapter", "echo", "presence_penalty", "repetition_penalty", "dry_multiplier", "dry_sequence_breakers", "role", "content", "type",
        "text", "function", "name", "arguments", "tool_calls", "parameters", "schema", "json_schema", "strict", "instructions", "chat_template_kwargs", "tokens", "query", "documents", "encoding_format",
        "ignore_eos", "stream_options", "reasoning_effort", "parallel_tool_calls", "format", "output", "call_id", "user",
    ];

    private static readonly string[] Words =
    [
        "user", "assistant", "system", "tool", "Hello", "", "text", "function", "json_object", "json_schema", "required", "auto", "none", "root ::= \\\"a\\\"", "root ::= root", "\\ud83d\\ude42", "\\ud800", "\\u0000",
        "object", "integer", "{\\\"a\\\":1}", "message", "function_call", "input_text", "base64", "</s>", "loud",
    ];

    private static readonly Gen<string> Leaf = Gen.OneOf(
        OneOf("null", "true", "false", "0", "1", "-1", "2", "0.5", "1e999", "-0", "99999999999999999999", "[]", "{}"),
        OneOf(Words).Select(w => $"\"{w}\""));

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, self) => depth > 4 ? Leaf : Gen.Frequency(
        (4, Leaf),
        (2, self.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
        (3, Gen.Select(OneOf(Names), self).Array[0, 4].Select(pairs => $"{{{string.Join(',', pairs.DistinctBy(p => p.Item1).Select(p => $"\"{p.Item1}\":{p.Item2}"))}}}"))));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    /// <summary>Half of the bodies are nearly right, so that they get past the first check.</summary>
    private static readonly Gen<string> Body = Gen.OneOf(
        Value,
        Gen.Select(OneOf(Names), Value, OneOf(Names), Value).Select((a, av, b, bv) =>
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["messages"] = """[{"role":"user","content":"Hi"}]""",
                ["prompt"] = "\"Hi\"",
                ["input"] = "\"Hi\"",
                ["tokens"] = "[5]",
                ["max_tokens"] = "3",
                ["max_output_tokens"] = "3",
                ["query"] = "\"x\"",
                ["documents"] = "[\"y\"]",
            };
            (fields[a], fields[b]) = (av, bv);
            return $"{{{string.Join(',', fields.Select(f => $"\"{f.Key}\":{f.Value}"))}}}";
        }));

    [Fact]
    public async Task RandomJson_IsNeverOurFault()
    {
        var all = new[] { await workers.Generator, await workers.Embedder, await workers.Ranker };
        await Gen.Select(OneOf(Paths), Body, Gen.Int[0, 5]).SampleAsync(async (path, body, who) =>
        {
            var worker = all[Math.Max(0, who - 3)];
            using var response = await worker.SendAsync(path, body);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True((int)response.StatusCode is 200 or 400 or 404 or 429, $"{(int)response.StatusCode} {text}\n{path}\n{body}");
            Assert.DoesNotContain("\"server_error\"", text, StringComparison.Ordinal);
            return true;
        }, iter: 1500, threads: 4);
    }

    [Fact]
    public async Task RandomBytes_AreRefusedAsTheyAre()
    {
        var worker = await workers.Generator;
        await Gen.Select(OneOf(Paths), Gen.Byte.Array[0, 200]).SampleAsync(async (path, bytes) =>
        {
            using var content = new ByteArrayContent([.. "{\"prompt\":\"a"u8, .. bytes]);
            using var response = await worker.Http.PostAsync(new Uri(path, UriKind.Relative), content);
            Assert.Equal(400, (int)response.StatusCode);
            return true;
        }, iter: 300, threads: 2);
    }

    [Theory]
    [InlineData("""{"prompt":"a","prompt":"b"}""")]
    [InlineData("""{"prompt":"\ud800"}""")]
    [InlineData("""["prompt"]""")]
    [InlineData("")]
    [InlineData("null")]
    public async Task Bodies_ThatMeanNothingCertain_AreMalformed(string body)
    {
        var (status, error) = await (await workers.Generator).RefusedAsync("/v1/completions", body);
        Assert.Equal(400, (int)status);
        Assert.Equal("request.malformed", error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Nesting_BeyondTheLimit_IsMalformed()
    {
        var deep = new StringBuilder().Insert(0, "[", 5000);
        var (status, _) = await (await workers.Generator).RefusedAsync("/v1/completions", $$"""{"prompt":{{deep}}}""");
        Assert.Equal(400, (int)status);
    }
}
