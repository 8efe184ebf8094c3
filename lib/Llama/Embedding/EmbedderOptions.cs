namespace Onebox.Llama;

/// <summary>How the vectors of a text's tokens become one. The numbers are llama.cpp's.</summary>
public enum Pooling { Model = -1, Mean = 1, Cls = 2, Last = 3, Rank = 4 }

public sealed record EmbedderOptions
{
    /// <value>Most tokens of one text, and of one batch of texts; 0 takes the model's trained context, at most 2048 (memory for computing grows with it). Default: 0.</value>
    public int BatchTokens { get; init; }

    /// <value>Most texts in one batch, 1 to 256. Default: 64.</value>
    public int MaxTexts { get; init; } = 64;

    /// <value>Threads; 0 for all processors. Default: 0.</value>
    public int Threads { get; init; }

    /// <value>Default: as the model's file says.</value>
    public Pooling Pooling { get; init; } = Pooling.Model;

    /// <value>Scale vectors to length 1. Default: true. Ranking scores are never scaled.</value>
    public bool Normalize { get; init; } = true;

    /// <value>Texts that may wait. Default: 4096.</value>
    public int QueueLimit { get; init; } = 4096;
}
