namespace Onebox.Catalog;

/// <summary>Tells what a model needs before it is loaded.</summary>
public interface ISizing
{
    /// <summary>The memory of one replica of <paramref name="model"/>.</summary>
    /// <exception cref="Kernel.ProblemException"><c>sizing.facts_missing</c>: its files do not state what the arithmetic needs.
    /// <c>sizing.key_value_type</c>: no such KV type.</exception>
    MemoryNeed Estimate(Model model, ServingShape shape);
}

/// <summary>How one replica runs.</summary>
/// <param name="ContextTokens">Per sequence.</param>
/// <param name="Parallel">Sequences at once; they share one KV cache of <c>ContextTokens × Parallel</c> cells.</param>
/// <param name="KeyValueType"><c>f16</c>, <c>bf16</c>, <c>f32</c>, <c>q8_0</c> or <c>q4_0</c>.</param>
/// <param name="BatchTokens">Tokens computed at once (llama.cpp's <c>n_ubatch</c>).</param>
/// <param name="WholeSlidingCache">True: sliding-window layers keep all cells, as prefix sharing needs; false: only their window.</param>
/// <param name="OwnCells">KV cells that the engine keeps for itself, to pad its batches with.</param>
public sealed record ServingShape(
    int ContextTokens = 4096,
    int Parallel = 1,
    string KeyValueType = "f16",
    int BatchTokens = 512,
    bool WholeSlidingCache = true,
    int OwnCells = 8);

/// <summary>Bytes by what they are for, and how each number came about.</summary>
/// <param name="WeightsBytes">Exact for a model on the box: the sum of its tensors.</param>
/// <param name="KeyValueBytes">Exact: what llama.cpp allocates for keys and values, and for recurrent state.</param>
/// <param name="ComputeBytes">Estimated: activations of one batch and the logits.</param>
/// <param name="RuntimeBytes">Estimated: the worker process besides.</param>
/// <param name="TrainingBytes">Gradients, optimizer state and activations; 0 for serving.</param>
/// <param name="Arithmetic">A line for each number.</param>
public sealed record MemoryNeed(
    long WeightsBytes,
    long KeyValueBytes,
    long ComputeBytes,
    long RuntimeBytes,
    long TrainingBytes,
    IReadOnlyList<string> Arithmetic)
{
    public long TotalBytes => WeightsBytes + KeyValueBytes + ComputeBytes + RuntimeBytes + TrainingBytes;
}
