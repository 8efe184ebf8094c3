using System.Runtime.InteropServices;

namespace Onebox.Llama;

// Layouts of llama.h at llama.cpp v0.5.0. LayoutCheck holds them against the natives' own defaults at start-up:
// a shifted field would corrupt memory without a word.

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ModelParams
{
    public void* Devices;
    public void* TensorBufferOverrides;
    public int GpuLayers;
    public int SplitMode;
    public int LoadMode;
    public int LazyMode;
    public int MainGpu;
    public float* TensorSplit;
    public delegate* unmanaged[Cdecl]<float, void*, byte> ProgressCallback;
    public void* ProgressUserData;
    public void* KvOverrides;
    public byte VocabOnly;
    public byte CheckTensors;
    public byte UseExtraBuffers;
    public byte NoHost;
    public byte NoAlloc;
    public byte LoadMtp;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ContextParams
{
    public uint ContextTokens;
    public uint BatchTokens;
    public uint MicroBatchTokens;
    public uint SequencesMax;
    public uint RecurrentSnapshots;
    public uint OutputsMax;
    public uint OutputsMaxPerSequence;
    public int Threads;
    public int BatchThreads;
    public int ContextType;
    public int RopeScalingType;
    public int PoolingType;
    public int AttentionType;
    public int FlashAttention;
    public float RopeFrequencyBase;
    public float RopeFrequencyScale;
    public float YarnExtFactor;
    public float YarnAttnFactor;
    public float YarnBetaFast;
    public float YarnBetaSlow;
    public uint YarnOriginalContext;
    public float DefragThreshold;
    public void* EvalCallback;
    public void* EvalUserData;
    public int KeyType;
    public int ValueType;
    public void* AbortCallback;
    public void* AbortUserData;
    public byte Embeddings;
    public byte OffloadKqv;
    public byte NoPerf;
    public byte OpOffload;
    public byte SwaFull;
    public byte KvUnified;
    public void* Samplers;
    public nuint SamplerCount;
    public void* OtherContext;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct QuantizeParams
{
    public int Threads;
    public int FileType;
    public int OutputTensorType;
    public int TokenEmbeddingType;
    public byte AllowRequantize;
    public byte QuantizeOutputTensor;
    public byte OnlyCopy;
    public byte Pure;
    public byte KeepSplit;
    public byte DryRun;
    public void* ImportanceMatrix;
    public void* KvOverrides;
    public void* TensorTypes;
    public void* PruneLayers;
    public nuint MaxBufferBytes;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Batch
{
    public int Count;
    public int* Token;
    public float* Embedding;
    public int* Position;
    public int* SequenceCount;
    public int** SequenceId;
    public sbyte* Output;
}

[StructLayout(LayoutKind.Sequential)]
internal struct TokenData
{
    public int Id;
    public float Logit;
    public float Probability;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TokenDataArray
{
    public TokenData* Data;
    public nuint Size;
    public long Selected;
    public byte Sorted;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadPoolParams
{
    public fixed byte ProcessorMask[512];
    public int Threads;
    public int Priority;
    public uint Poll;
    public byte StrictProcessors;
    public byte Paused;
}
