namespace Onebox.Vectors.Store;

/// <summary>Checks and prepares what callers give: the right length, finite, of unit length for cosine, padded.</summary>
internal static class VectorInput
{
    public static void Prepare(ReadOnlySpan<float> vector, VectorIndexOptions options, Span<float> prepared)
    {
        if (vector.Length != options.Dimensions)
            throw Invalid($"The vector has {vector.Length} dimensions; the index has {options.Dimensions}.");
        var squared = 0d;
        foreach (var value in vector)
        {
            squared += (double)value * value;
            if (options.Halves && options.Metric != VectorMetric.Cosine && MathF.Abs(value) > 65504)
                throw Invalid($"The value {value} does not fit half precision. Scale the vectors down or use single precision.");
        }

        if (!double.IsFinite(squared))
            throw Invalid("The vector holds a value that is not a finite number.");
        vector.CopyTo(prepared);
        prepared[vector.Length..].Clear();
        if (options.Metric != VectorMetric.Cosine)
            return;
        if (squared < 1e-30)
            throw Invalid("A vector of length zero has no direction, so cosine cannot rank it.");
        var scale = (float)(1 / Math.Sqrt(squared));
        for (var i = 0; i < vector.Length; i++)
            prepared[i] *= scale;
    }

    /// <summary>Everything is checked before anything is logged or changed.</summary>
    public static void Check(IReadOnlyCollection<VectorWrite> writes, VectorIndexOptions options)
    {
        var prepared = new float[options.PaddedDimensions];
        foreach (var write in writes)
        {
            if (write.Vector is not null)
                Prepare(write.Vector, options, prepared);
            if (write.Payload.Length > PayloadHeap.MaxBytes)
                throw Invalid($"The payload of key {write.Key} has {write.Payload.Length >> 20} MiB; at most 16 are kept with a vector.");
        }
    }

    private static VectorIndexException Invalid(string message) => new(VectorIndexFault.Invalid, message);
}
