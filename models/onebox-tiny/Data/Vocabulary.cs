using System.Text.Json;
using Onebox.Tokenizers.Bpe;

namespace Onebox.TinyData;

/// <summary>The vocabulary of onebox-tiny: learned from its own training rows and from all glosses and examples of WordNet.</summary>
internal sealed class Vocabulary
{
    private readonly Onebox.Tokenizers.Tokenizer? _tokenizer;

    public const int Size = 4096;
    private static readonly string[] Special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|reserved|>"];

    public static void Write(string rows, WordNet words, string path)
    {
        // qwen2's splitting takes digits one by one, so that a number is copied digit by digit.
        var vocabulary = BpeTrainer.Train(Texts(rows).Concat(Glosses(words)), new BpeTraining(Size, "qwen2", Special, SpaceLast: true));
        using var file = File.Create(path);
        vocabulary.WriteJson(file);
    }

    /// <param name="path">A tokenizer.json; "-": none, for a sample of rows to learn the first vocabulary from.</param>
    public Vocabulary(string path)
    {
        if (path == "-")
            return;
        var tokenizer = _tokenizer = Onebox.Tokenizers.Tokenizer.LoadJson(path);
        Words = [.. Enumerable.Range(0, tokenizer.VocabularySize).Select(i => tokenizer.TokenOf(i) ?? "").Where(t => t.Length > 2 && t[0] == 'Ġ' && t.Skip(1).All(char.IsAsciiLetter)).Select(t => " " + t[1..])];
    }

    /// <summary>Words that are one token with the space before them.</summary>
    public IReadOnlyList<string> Words { get; } = [" one", " two", " three", " four"];

    public int Count(string text) => _tokenizer is null ? text.Length / 3 : _tokenizer.Encode(text, parseSpecial: false).Length;

    private static IEnumerable<string> Texts(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.TryGetProperty("text", out var text))
                yield return text.GetString()!;
            else
            {
                // The system prompt is the same in every row: its words are counted by the others.
                foreach (var message in row.RootElement.GetProperty("messages").EnumerateArray().Where(m => m.GetProperty("role").GetString() != "system"))
                    yield return message.GetProperty("content").GetString()!;
            }
        }
    }

    private static IEnumerable<string> Glosses(WordNet words)
    {
        foreach (var sense in words.Nouns.Concat(words.Others))
        {
            yield return sense.Word + ": " + sense.Gloss + ".\n" + Sentence.Capital(sense.Gloss) + ". ";
            foreach (var example in sense.Examples)
                yield return Sentence.Capital(example) + ".";
        }
    }
}
