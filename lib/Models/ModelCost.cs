namespace Onebox.Models;

/// <summary>How much arithmetic a shape asks for.</summary>
public static class ModelCost
{
    /// <summary>
    /// Floating-point operations of training on one token, as published utilisation figures count them (Chowdhery et al., "PaLM", 2022,
    /// appendix B): 6 for each weight of a matrix (2 forward, 4 backward), the embedding's look-up not counted, and 12 · layers · heads ·
    /// headSize · context for attention, of which causality leaves half. What checkpointing computes twice counts once.
    /// </summary>
    /// <param name="shape">The model.</param>
    /// <param name="context">Tokens of the texts: the mean length of a packed segment.</param>
    /// <param name="frozen">The weights get no gradients (LoRA): 4 for each weight, not 6. What adapters add is not counted.</param>
    public static double FlopsPerToken(ModelShape shape, double context, bool frozen = false)
    {
        var matrices = ((double)shape.Vocabulary * shape.Hidden)
            + (shape.Layers * (((double)shape.QkvRows * shape.Hidden) + ((double)shape.Heads * shape.HeadSize * shape.Hidden) + (3.0 * shape.Intermediate * shape.Hidden)));
        var seen = shape.SlidingWindow is { } window ? Math.Min(context / 2, window) : context / 2;
        return ((frozen ? 4 : 6) * matrices) + (12.0 * shape.Layers * shape.Heads * shape.HeadSize * seen);
    }
}
