using Onebox.Tokenizers.Splitting;

namespace Onebox.Tokenizers.Normalizing;

/// <summary>Rewrites a text before it is split.</summary>
internal interface INormalizer
{
    Text Normalize(Text text);
}

/// <summary>Normalizers one after another.</summary>
internal sealed class Chain(IReadOnlyList<INormalizer> steps) : INormalizer
{
    public Text Normalize(Text text)
    {
        foreach (var step in steps)
            text = step.Normalize(text);
        return text;
    }
}
