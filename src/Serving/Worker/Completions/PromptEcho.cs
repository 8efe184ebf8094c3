using System.Text;
using Onebox.Llama;

namespace Onebox.Serving.Worker.Completions;

/// <summary>A prompt as an answer repeats it.</summary>
internal sealed class PromptEcho
{
    public PromptEcho(Prompt prompt, Vocabulary vocabulary)
    {
        First = prompt.Tokens.Length > 0 ? prompt.Tokens[0] : -1;
        var text = prompt.Text ?? vocabulary.Detokenize(prompt.Tokens, removeSpecial: true);
        Utf8 = Encoding.UTF8.GetBytes(text);
        Lead = LeadOf(prompt.Tokens, vocabulary, Utf8);
    }

    /// <summary>The token that has no probability, because nothing is before it; -1 in an empty prompt.</summary>
    public int First { get; }

    /// <summary>The text.</summary>
    public byte[] Utf8 { get; }

    /// <summary>Characters that the tokens have before the text begins: 1 where the tokenizer has put a space in front.</summary>
    public int Lead { get; }

    private static int LeadOf(int[] tokens, Vocabulary vocabulary, byte[] text)
    {
        foreach (var token in tokens)
        {
            var piece = vocabulary.Piece(token);
            if (piece.Length > 0) return piece[0] == (byte)' ' && (text.Length == 0 || text[0] != (byte)' ') ? 1 : 0;
        }

        return 0;
    }
}
