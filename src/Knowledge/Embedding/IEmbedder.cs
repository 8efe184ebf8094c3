namespace Onebox.Knowledge.Embedding;

/// <summary>Turns texts into vectors. Implementations: the encoder that comes with the box, a route of the box, an endpoint elsewhere.</summary>
internal interface IEmbedder
{
    /// <summary>Names the model and its version: vectors of another value are not compared with these.</summary>
    string Identity { get; }

    int Dimensions { get; }

    /// <summary>How large a text is for this model, in tokens (or an estimate on the safe side).</summary>
    int Size(string text);

    /// <summary>A vector of length 1 for each text; all zero where the model does not understand the text.</summary>
    Task<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellation);
}
