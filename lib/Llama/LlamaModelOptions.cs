namespace Onebox.Llama;

/// <summary>How a model's weights are placed.</summary>
public sealed record LlamaModelOptions
{
    /// <value>Layers on the GPU; -1 for all that the devices take, 0 for CPU only. Default: -1.</value>
    public int GpuLayers { get; init; } = -1;

    /// <value>Proportion of the model on each GPU; empty lets llama.cpp decide. Default: empty.</value>
    public IReadOnlyList<float> TensorSplit { get; init; } = [];

    /// <value>Map the file instead of reading it: pages are shared between workers and dropped under pressure. Default: true.</value>
    public bool MemoryMap { get; init; } = true;

    /// <value>Lock the weights in memory so that they are never paged out (needs the memlock limit). Default: false.</value>
    public bool LockMemory { get; init; }

    /// <value>
    /// Let llama.cpp rearrange weights for this CPU's widest kernels. Faster prompts for some quantizations, but the weights are then copied
    /// instead of mapped, and one-row and many-row products round differently. Default: true.
    /// </value>
    public bool RepackWeights { get; init; } = true;

    /// <value>Read every tensor and refuse broken numbers. Default: false.</value>
    public bool CheckTensors { get; init; }

    /// <value>Load the vocabulary and metadata without weights. Default: false.</value>
    public bool VocabularyOnly { get; init; }
}
