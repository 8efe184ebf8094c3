namespace Onebox.Llama;

/// <summary>
/// The KV cells of a unified cache, as llama.cpp keeps them: a cell holds one token at one position and belongs to any number of sequences.
/// A seam: tests put a counting model of cells behind it.
/// </summary>
internal interface IKvCells
{
    /// <summary>Lets <paramref name="destination"/> share the source's cells with positions in [from, to). No data moves.</summary>
    void Share(int source, int destination, int from, int to);

    /// <summary>Takes the sequence out of its cells with positions in [from, to), all from there on when <paramref name="to"/> is -1. A cell without sequences is free.</summary>
    void Remove(int sequence, int from, int to);
}

internal sealed class LlamaKvCells(nint memory) : IKvCells
{
    public void Share(int source, int destination, int from, int to)
    {
        if (to > from) LlamaApi.llama_memory_seq_cp(memory, source, destination, from, to);
    }

    public void Remove(int sequence, int from, int to)
    {
        if (LlamaApi.llama_memory_seq_rm(memory, sequence, from, to) == 0)
            throw new LlamaException(LlamaErrorCode.DecodeFailed, "llama.cpp could not cut a sequence of this model.");
    }
}
