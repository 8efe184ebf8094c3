using Onebox.Vectors;

namespace Onebox.Knowledge.Index;

/// <summary>What a transaction does to the vectors.</summary>
internal sealed class IndexChange
{
    public VectorBatch Vectors { get; } = new();

    public void Add(long window, float[] vector)
    {
        if (VectorBytes.SaysSomething(vector)) Vectors.Upsert(window, vector);
    }

    public void Remove(long window) => Vectors.Delete(window);
}
