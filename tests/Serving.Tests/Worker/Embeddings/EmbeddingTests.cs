using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using Onebox.Serving.Tests.Worker.Running;

namespace Onebox.Serving.Tests.Worker.Embeddings;

public sealed class EmbeddingTests(SampleWorkers workers)
{
    private const string Path = "/v1/embeddings";

    [Fact]
    public async Task Embeddings_OfTextsAndTokens_KeepTheirOrder()
    {
        var worker = await workers.Embedder;
        var tokens = (await worker.AskAsync("/v1/tokenize", """{"content":"a dog"}""")).GetProperty("tokens").GetRawText();
        var two = await worker.AskAsync(Path, """{"model":"m","input":["the cat","a dog"]}""");
        var one = await worker.AskAsync(Path, $$"""{"input":{{tokens}}}""");
        var vectors = two.GetProperty("data").EnumerateArray().Select(Vector).ToList();
        Assert.Equal(2, vectors.Count);
        Assert.All(vectors, v => Assert.Equal(1, v.Sum(x => x * x), 1e-3));
        Assert.Equal(1, vectors[1].Zip(Vector(one.GetProperty("data")[0]), (a, b) => a * b).Sum(), 1e-3);
        Assert.True(two.GetProperty("usage").GetProperty("prompt_tokens").GetInt32() > 2);
        Assert.Equal("m", two.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Embeddings_InBase64_AreTheSameNumbers()
    {
        var worker = await workers.Embedder;
        var plain = Vector((await worker.AskAsync(Path, """{"input":"the cat"}""")).GetProperty("data")[0]);
        var packed = (await worker.AskAsync(Path, """{"input":"the cat","encoding_format":"base64"}""")).GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        Assert.Equal(plain.Length * 4, packed.Length);
        for (var i = 0; i < plain.Length; i++) Assert.Equal(plain[i], BinaryPrimitives.ReadSingleLittleEndian(packed.AsSpan(i * 4)), 1e-5);
    }

    [Fact]
    public async Task Embeddings_OfMoreTextsThanABatchTakes_AllCome()
    {
        var answer = await (await workers.Embedder).AskAsync(Path, JsonSerializer.Serialize(new { input = Enumerable.Range(0, 200).Select(i => $"text {i}") }));
        Assert.Equal(Enumerable.Range(0, 200), answer.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("index").GetInt32()));
    }

    [Theory]
    [InlineData("""{"input":""}""")]
    [InlineData("""{"input":[]}""")]
    [InlineData("""{"input":"x","dimensions":16}""")]
    [InlineData("""{"input":"x","encoding_format":"xml"}""")]
    public async Task Embeddings_OfWhatCannotBeEmbedded_AreRefused(string body)
    {
        var worker = await workers.Embedder;
        // An empty text still has its beginning: only what is truly empty is refused.
        if (body.Contains("\"\"", StringComparison.Ordinal))
        {
            Assert.Single((await worker.AskAsync(Path, body)).GetProperty("data").EnumerateArray());
            return;
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await worker.RefusedAsync(Path, body)).Status);
    }

    [Fact]
    public async Task Capabilities_ThatAreMissing_AreSaid()
    {
        foreach (var (worker, path, body) in new[]
        {
            (await workers.Generator, Path, """{"input":"x"}"""), (await workers.Generator, "/v1/rerank", """{"query":"x","documents":["y"]}"""),
            (await workers.Embedder, "/v1/chat/completions", """{"messages":[{"role":"user","content":"x"}]}"""), (await workers.Embedder, "/v1/completions", """{"prompt":"x"}"""),
            (await workers.Ranker, Path, """{"input":"x"}"""),
        })
        {
            var (status, error) = await worker.RefusedAsync(path, body);
            Assert.Equal(HttpStatusCode.NotFound, status);
            Assert.Equal("capability_missing", error.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Rerank_SortsByScoreAndKeepsTheTop()
    {
        var worker = await workers.Ranker;
        Assert.Equal(["rerank"], (await worker.GetAsync("/state")).GetProperty("model").GetProperty("capabilities").EnumerateArray().Select(c => c.GetString()!));
        const string documents = """ "query":"who","documents":["the cat",{"text":"a dog"},"nobody at all","somebody"] """;
        var all = (await worker.AskAsync("/v1/rerank", $$"""{{{documents}}}""")).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2, 3], all.Select(r => r.GetProperty("index").GetInt32()).Order());
        var scores = all.Select(r => r.GetProperty("relevance_score").GetDouble()).ToList();
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.All(scores, s => Assert.InRange(s, 0, 1));

        var best = await worker.AskAsync("/v1/rerank", $$"""{{{documents}},"top_n":2,"return_documents":true}""");
        Assert.Equal(all.Take(2).Select(r => r.GetProperty("index").GetInt32()), best.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("index").GetInt32()));
        Assert.Contains(best.GetProperty("results")[0].GetProperty("document").GetProperty("text").GetString(), new[] { "the cat", "a dog", "nobody at all", "somebody" });
        Assert.True(best.GetProperty("usage").GetProperty("total_tokens").GetInt32() > 4);
    }

    private static double[] Vector(JsonElement item) => [.. item.GetProperty("embedding").EnumerateArray().Select(x => x.GetDouble())];
}
