using Onebox.Weights;

namespace Onebox.Catalog.Sizing;

/// <summary>How many parameters a token passes.</summary>
internal static class ActiveParameters
{
    private const int MatricesOfAnExpert = 3; // gate, up and down of a SwiGLU expert

    /// <summary>All, less the experts that a token does not pass; null when the facts do not tell.</summary>
    public static long? Of(Architecture facts)
    {
        if (facts.Parameters is not { } all) return null;
        if (facts.Experts is not { } experts) return all;
        if (experts.Used is not { } used || (experts.FeedForwardLength ?? facts.FeedForwardLength?.Max) is not { } width || facts.Layers is not { } layers || facts.EmbeddingLength is not { } embedding) return null;
        var idle = (long)(experts.Count - used) * MatricesOfAnExpert * width * embedding * layers;
        return idle < all ? all - idle : null;
    }
}
