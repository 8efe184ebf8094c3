using System.Text;

namespace Onebox.Tokenizers.Tests;

public sealed class ParityTests
{
    [Theory]
    [InlineData("qwen3")]
    [InlineData("llama3")]
    [InlineData("llama2")]
    [InlineData("gpt4o")]
    [InlineData("deepseek_v3")]
    public void Encode_PublishedTokenizer_GivesItsIds(string name)
    {
        var tokenizer = Tokenizer.LoadJson(Published.Path(name));
        var wrong = new StringBuilder();
        foreach (var (text, row) in Published.Corpus.Zip(Published.Expected.GetProperty(name).EnumerateArray()))
        {
            var expected = row.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()).ToArray();
            var ids = tokenizer.Encode(text);
            if (!ids.SequenceEqual(expected))
                wrong.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{text}\n  expected {Show(tokenizer, expected)}\n  got      {Show(tokenizer, ids)}");
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Theory]
    [InlineData("qwen3")]
    [InlineData("llama3")]
    [InlineData("llama2")]
    [InlineData("gpt4o")]
    [InlineData("deepseek_v3")]
    public void Decode_PublishedTokenizer_GivesItsText(string name)
    {
        var tokenizer = Tokenizer.LoadJson(Published.Path(name));
        foreach (var row in Published.Expected.GetProperty(name).EnumerateArray())
            Assert.Equal(row.GetProperty("text").GetString(), tokenizer.Decode(row.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()), skipSpecial: false));
    }

    private static string Show(Tokenizer tokenizer, IEnumerable<int> ids) => string.Join('|', ids.Select(tokenizer.TokenOf));
}
