namespace Onebox.Llama;

/// <summary>
/// The KV cells of a unified cache, as llama.cpp keeps them: a cell holds one token at one position and belongs to any number of sequences.
/// A seam: tests put a counting model of cells behind it.
/// </summary>
internal interface IKvCells
{
    /// <summary>Lets <paramref name="destination"/> share the source's cells with positions in [from, to). No data moves.</summary>
    void Share(int source, int destination, int from, int to);

    /// <summary>Takes the sequence out of cells in [from, to) that others hold too. -1 as <paramref name="to"/>: all from there on.</summary>
    void Leave(int sequence, int from, int to);

    /// <summary>Gives up cells in [from, to) that only this sequence holds.</summary>
    void Free(int sequence, int from, int to);
}

/// <summary>
/// llama.cpp's cells. It fills the lowest free cell first and sums attention in the order of cells, so a sequence whose later tokens landed in lower cells gets slightly
/// other numbers. While <see cref="Keeping"/>, given-up cells stay occupied (by a sequence nobody runs), so that cells are only ever taken upwards; <see cref="Sweep"/> frees them.
/// </summary>
internal sealed class LlamaKvCells(nint memory, int graveyard) : IKvCells
{
    public bool Keeping { get; set; }

    public void Share(int source, int destination, int from, int to)
    {
        if (to > from) LlamaApi.llama_memory_seq_cp(memory, source, destination, from, to);
    }

    public void Leave(int sequence, int from, int to)
    {
        if (from != to && LlamaApi.llama_memory_seq_rm(memory, sequence, from, to) == 0)
            throw new LlamaException(LlamaErrorCode.DecodeFailed, "llama.cpp could not cut a sequence of this model.");
    }

    public void Free(int sequence, int from, int to)
    {
        if (from == to) return;
        if (Keeping) LlamaApi.llama_memory_seq_cp(memory, sequence, graveyard, from, to);
        Leave(sequence, from, to);
    }

    public void Sweep() => Leave(graveyard, 0, -1);
}
