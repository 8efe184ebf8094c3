using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Onebox.Tokenizers.Tests.Files;

public sealed class TokenizerJsonTests
{
    private const string Unigram = """
        {"added_tokens":[{"id":0,"content":"<unk>","special":true}],
         "normalizer":{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Lowercase"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]},
         "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},
         "decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},
         "model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["▁",-3.0],["a",-2.0],["b",-2.5],["ab",-3.5],["▁ab",-4.0],["abc",-3.0],["c",-6.0],["▁a",-4.9]]}}
        """;

    [Theory]
    [InlineData("ab", "▁ab")]
    [InlineData("AB  ab", "▁ab|▁ab")]
    [InlineData("abc", "▁|abc")]
    [InlineData("aabb", "▁a|ab|b")]
    [InlineData("axyb", "▁a|<unk>|b")]
    [InlineData("ａｂ", "▁ab")]
    public void Encode_Unigram_TakesTheLikeliestSplit(string text, string expected)
    {
        var tokenizer = Read(Unigram);

        Assert.Equal(expected, string.Join('|', tokenizer.Encode(text).Select(tokenizer.TokenOf)));
    }

    [Fact]
    public void Encode_Unigram_EqualsTheBestOfAllSplits()
    {
        var tokenizer = Read(Unigram);
        var scores = JsonNode.Parse(Unigram)!["model"]!["vocab"]!.AsArray().Skip(1).ToDictionary(v => (string)v![0]!, v => (double)v![1]!, StringComparer.Ordinal);
        Gen.Char["abc"].Array[1, 12].Select(c => new string(c)).Sample(text =>
        {
            var tokens = tokenizer.Encode(text).Select(i => tokenizer.TokenOf(i)!).ToList();
            return string.Concat(tokens) == "▁" + text && Math.Abs(tokens.Sum(t => scores[t]) - Best("▁" + text, scores)) < 1e-5;
        });
    }

    [Theory]
    [InlineData("""{"pre_tokenizer":{"type":"Nonsense"}""", "Nonsense")]
    [InlineData("""{"normalizer":{"type":"Odd"}""", "Odd")]
    [InlineData("""{"decoder":{"type":"Strange"}""", "Strange")]
    [InlineData("""{"post_processor":{"type":"Other"}""", "Other")]
    [InlineData("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"(((("},"behavior":"Isolated"}""", "((((")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{}}""", "WordPiece")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}""", "'a' and 'b'")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":-5},"merges":[]}""", "-5")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"end_of_word_suffix":"</w>"}""", "end_of_word_suffix")]
    public void Read_WhatIsNotKnown_IsNamed(string start, string named)
    {
        var json = start + (start.Contains("\"model\"", StringComparison.Ordinal) ? "}" : ""","model":{"type":"BPE","vocab":{"a":0},"merges":[]}}""");

        Assert.Contains(named, Assert.Throws<TokenizerException>(() => Read(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_SlowPattern_StopsWithAnError()
    {
        var tokenizer = Read("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"(a+)+$"},"behavior":"Isolated"},"model":{"type":"BPE","vocab":{"a":0},"merges":[]}}""");

        Assert.Contains("(a+)+$", Assert.Throws<TokenizerException>(() => tokenizer.Encode(new string('a', 200) + "!")).Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever a file holds, reading ends in a tokenizer or in our error.</summary>
    [Fact]
    public void Read_DamagedFile_FailsInOneWay()
    {
        var whole = Encoding.UTF8.GetBytes(Unigram);
        (from at in Gen.Int[0, whole.Length - 1] from length in Gen.Int[0, 30] from bytes in Gen.Byte.Array[0, 8] select (at, length, bytes)).Sample(d =>
        {
            byte[] damaged = [.. whole[..d.at], .. d.bytes, .. whole[Math.Min(whole.Length, d.at + d.length)..]];
            try
            {
                _ = Tokenizer.ReadJson(damaged).Encode("ab abc xyz");
            }
            catch (TokenizerException)
            {
                // The only way to fail.
            }
        }, iter: 2000);
    }

    /// <summary>As above, on the level of JSON values: any value anywhere.</summary>
    [Fact]
    public void Read_WrongValues_FailInOneWay()
    {
        var published = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "onebox-tiny", "tokenizer.json"));
        string[] odd = ["null", "-1", "1e99", "\"\"", "\"x\"", "[]", "{}", "true", "[[\"a\"]]", "{\"type\":\"Sequence\"}"];
        foreach (var source in new[] { Unigram, Small(published) })
        {
            var places = Places(JsonNode.Parse(source)!).Take(400).ToList();
            foreach (var (place, value) in places.SelectMany((p, i) => odd.Select(o => (p, o))))
            {
                var node = JsonNode.Parse(source)!;
                Set(node, place, JsonNode.Parse(value));
                try
                {
                    _ = Read(node.ToJsonString()).Encode("ab abc xyz");
                }
                catch (TokenizerException)
                {
                    // The only way to fail.
                }
            }
        }
    }

    private static string Small(string json)
    {
        var node = JsonNode.Parse(json)!;
        node["model"]!["vocab"] = new JsonObject { ["a"] = 0, ["b"] = 1, ["ab"] = 2 };
        node["model"]!["merges"] = new JsonArray("a b");
        return node.ToJsonString();
    }

    private static IEnumerable<List<object>> Places(JsonNode node)
    {
        var children = node switch
        {
            JsonObject o => o.Select(p => ((object)p.Key, p.Value)),
            JsonArray a => a.Select((v, i) => ((object)i, v)),
            _ => [],
        };
        foreach (var (key, child) in children)
        {
            yield return [key];
            foreach (var deeper in child is null ? [] : Places(child))
                yield return [key, .. deeper];
        }
    }

    private static void Set(JsonNode node, List<object> place, JsonNode? value)
    {
        foreach (var key in place[..^1])
            node = key is string name ? node[name]! : node[(int)key]!;
        if (place[^1] is string last)
            node[last] = value;
        else
            node[(int)place[^1]] = value;
    }

    private static double Best(string text, Dictionary<string, double> scores) => text.Length == 0 ? 0
        : Enumerable.Range(1, text.Length).Where(n => scores.ContainsKey(text[..n])).Select(n => scores[text[..n]] + Best(text[n..], scores)).DefaultIfEmpty(double.NegativeInfinity).Max();

    private static Tokenizer Read(string json) => Tokenizer.ReadJson(Encoding.UTF8.GetBytes(json));
}
