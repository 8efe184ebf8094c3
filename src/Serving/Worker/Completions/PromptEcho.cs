using System.Text;
using Onebox.Llama;

namespace Onebox.Serving.Worker.Completions;

/// <summary>A prompt as an answer repeats it: the texts of its tokens, without the markers that were put around them.</summary>
internal sealed class PromptEcho
{
    public PromptEcho(int[] tokens, Vocabulary vocabulary)
    {
        First = tokens.Length > 0 ? tokens[0] : -1;
        Utf8 = Encoding.UTF8.GetBytes(vocabulary.Detokenize(tokens));
    }

    /// <summary>The token that has no probability, because nothing is before it; -1 in an empty prompt.</summary>
    public int First { get; }

    /// <summary>The text.</summary>
    public byte[] Utf8 { get; }
}
