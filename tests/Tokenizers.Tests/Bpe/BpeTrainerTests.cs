using CsCheck;
using Onebox.Tokenizers.Bpe;

namespace Onebox.Tokenizers.Tests.Bpe;

public sealed class BpeTrainerTests
{
    private static readonly string[] Texts = ["the cat sat on the mat", "the cats and the hat", "a hat, that hat!", "Numbers 12 and 345", "the end"];

    [Fact]
    public void Train_MostFrequentPairFirst_TiesToTheLowerIds()
    {
        // "aab": a a ×1, a b ×1 of 3 words; "ab" ×2 → a b three times.
        var vocabulary = BpeTrainer.Train(["aab", "ab", "ab"], new BpeTraining(258, "gpt-2", [], LeastCount: 1));

        Assert.Equal(["a b", "a ab"], vocabulary.Merges);
    }

    [Fact]
    public void Train_SameTexts_GivesTheSameVocabulary()
    {
        static string[] Learn() => [.. BpeTrainer.Train(Texts, new BpeTraining(300, "qwen2", ["<|end|>"])).Tokens];

        Assert.Equal(Learn(), Learn());
    }

    [Fact]
    public void Train_SpaceLast_SplitsAWordAlikeWithAndWithoutSpace()
    {
        var tokenizer = Read(BpeTrainer.Train(Enumerable.Repeat(string.Join(' ', Texts), 3), new BpeTraining(330, "qwen2", ["<|end|>"], SpaceLast: true)));

        foreach (var word in new[] { "cat", "that", "hats", "unseen", "Numbers" })
        {
            var bare = string.Join('|', tokenizer.Encode(word).Select(tokenizer.TokenOf));
            var after = string.Join('|', tokenizer.Encode(" " + word).Select(tokenizer.TokenOf));
            Assert.Contains(after, new[] { "Ġ" + bare, "Ġ|" + bare });
        }
    }

    [Fact]
    public void Train_QwenSplitting_NeverJoinsDigits()
    {
        var tokens = BpeTrainer.Train(Enumerable.Repeat("12 12 12 1234", 50), new BpeTraining(300, "qwen2", [])).Tokens;

        Assert.DoesNotContain(tokens, t => t.Count(char.IsAsciiDigit) > 1);
    }

    [Fact]
    public void Train_AnyTexts_DecodeGivesThemBack()
    {
        Gen.String.Array[1, 5].Sample(texts =>
        {
            var clean = texts.Select(t => new string([.. t.Where(c => !char.IsSurrogate(c))])).ToArray();
            var tokenizer = Read(BpeTrainer.Train(clean.Concat(Texts), new BpeTraining(320, "qwen2", ["<|end|>"], SpaceLast: true)));
            return clean.All(t => string.Equals(tokenizer.Decode(tokenizer.Encode(t, parseSpecial: false)), t, StringComparison.Ordinal));
        }, iter: 50);
    }

    [Fact]
    public void Train_TooSmall_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => BpeTrainer.Train(Texts, new BpeTraining(200, "qwen2", [])));

    private static Tokenizer Read(BpeVocabulary vocabulary)
    {
        using var json = new MemoryStream();
        vocabulary.WriteJson(json);
        return Tokenizer.ReadJson(json.ToArray());
    }
}
