namespace Onebox.Weights;

/// <summary>Counts parameters from a safetensors tensor table.</summary>
internal static class ParameterCount
{
    /// <summary>The exact count, or null where weights are packed into integers and elements are no parameters.</summary>
    /// <param name="quantized">Whether config.json has a quantization_config: then scales are no parameters either.</param>
    public static long? Of(IReadOnlyList<TensorInfo> tensors, bool quantized)
    {
        if (tensors.Any(IsPacked))
            return null;
        var count = 0L;
        foreach (var tensor in tensors.Where(t => !IsBuffer(t) && !(quantized && IsScale(t.Name))))
            count = count > long.MaxValue - tensor.Elements ? long.MaxValue : count + tensor.Elements;
        return count;
    }

    private static bool IsPacked(TensorInfo tensor) =>
        tensor.Shape.Count >= 2 && !IsBuffer(tensor) && tensor.Type.Name is "U8" or "I16" or "U16" or "I32" or "U32" or "I64" or "U64";

    /// <summary>Tables that some old checkpoints carry along: rotary frequencies and causal masks.</summary>
    private static bool IsBuffer(TensorInfo tensor) =>
        tensor.Name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal) ||
        (tensor.Shape is [1, 1, var rows, var columns] && rows == columns && tensor.Name.EndsWith(".attn.bias", StringComparison.Ordinal)) ||
        tensor.Name.EndsWith(".attn.masked_bias", StringComparison.Ordinal) ||
        tensor.Name.EndsWith("embeddings.position_ids", StringComparison.Ordinal);

    private static bool IsScale(string name) =>
        name.EndsWith("_scale", StringComparison.Ordinal) || name.EndsWith("_scale_inv", StringComparison.Ordinal);
}
