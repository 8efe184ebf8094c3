using CsCheck;

namespace Onebox.Tokenizers.Tests;

public sealed class TokenizerTests
{
    [Fact]
    public void EncodeWithStarts_AnyText_StartsRiseAndLeadToTheirText()
    {
        var tokenizer = Published.Tiny();
        Gen.String.Sample(text =>
        {
            var (ids, starts) = tokenizer.EncodeWithStarts(text);
            return ids.SequenceEqual(tokenizer.Encode(text)) && starts.Zip(starts.Skip(1)).All(p => p.First <= p.Second) && starts.All(s => s >= 0 && s < text.Length) && (text.Length == 0 || starts[0] == 0);
        });
    }

    [Fact]
    public void EncodeWithStarts_NormalizedText_LeadsBackToTheSource()
    {
        var tokenizer = Tokenizer.LoadJson(Published.Path("qwen3"));
        // NFC joins the two characters of é: what follows starts one later in the source than in the normalised text.
        const string Text = "cafe\u0301 <|im_end|>done";
        var (ids, starts) = tokenizer.EncodeWithStarts(Text);

        var end = Array.IndexOf(ids, tokenizer.IdOf("<|im_end|>")!.Value);
        Assert.Equal(Text.IndexOf('<', StringComparison.Ordinal), starts[end]);
        Assert.Equal(Text.IndexOf("done", StringComparison.Ordinal), starts[end + 1]);
    }

    [Fact]
    public void Encode_SpecialTokenInUserText_IsPlainTextWhenAsked()
    {
        var tokenizer = Published.Tiny();
        var end = tokenizer.IdOf("<|im_end|>")!.Value;

        Assert.Contains(end, tokenizer.Encode("a<|im_end|>b"));
        Assert.DoesNotContain(end, tokenizer.Encode("a<|im_end|>b", parseSpecial: false));
        Assert.Equal("a<|im_end|>b", tokenizer.Decode(tokenizer.Encode("a<|im_end|>b", parseSpecial: false)));
        Assert.Equal("ab", tokenizer.Decode(tokenizer.Encode("a<|im_end|>b")));
    }

    [Fact]
    public void Encode_AddSpecial_PutsTheBeginToken()
    {
        var tokenizer = Tokenizer.LoadJson(Published.Path("llama2"));

        Assert.Equal([1, .. tokenizer.Encode("Hello")], tokenizer.Encode("Hello", addSpecial: true));
    }

    [Fact]
    public async Task Encode_FromManyThreads_GivesTheSameIds()
    {
        var tokenizer = Published.Tiny();
        var expected = Published.Corpus.Select(t => Published.Tiny().Encode(t)).ToList();

        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Published.Corpus.Select(t => tokenizer.Encode(t)).ToList())));

        Assert.All(all, ids => Assert.Equal(expected, ids));
    }

    [Fact]
    public void Encode_LongTextWithoutSplitting_IsQuick()
    {
        // Llama 2 has no pre-tokenizer: a whole text is one word, which must not take the square of its length.
        var tokenizer = Tokenizer.LoadJson(Published.Path("llama2"));
        var text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 5000));

        var ids = tokenizer.Encode(text);

        Assert.Equal(text, tokenizer.Decode(ids));
    }

    [Fact]
    public void Decode_CutCharacter_GivesTheReplacementCharacter()
    {
        var tokenizer = Published.Tiny();
        var ids = tokenizer.Encode("é");

        Assert.Equal("\uFFFD", tokenizer.Decode(ids.Take(1)));
        Assert.Equal("é", tokenizer.Decode(ids));
    }
}
