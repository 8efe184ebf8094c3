namespace Onebox.Vectors.Kernels;

/// <summary>A distance between rows of floats; smaller is nearer. Row lengths are multiples of 16, padded with zeros.</summary>
internal unsafe interface IDistance
{
    static abstract float Single(float* row, float* query, int length);

    /// <param name="row">Half-precision bits, as many as <paramref name="length"/>.</param>
    static abstract float Half(ushort* row, float* query, int length);
}
