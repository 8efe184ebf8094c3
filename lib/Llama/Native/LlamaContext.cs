using System.Globalization;
using System.Runtime.InteropServices;

namespace Onebox.Llama;

/// <summary>A llama.cpp context with its batch. One thread at a time.</summary>
internal sealed unsafe class LlamaContext : IDisposable
{
    private readonly ContextHandle _handle;
    private readonly ComputeThreads? _threads;
    private readonly nint _raw;
    private readonly int _capacity;
    private readonly int* _sequences;
    private Batch _batch;

    public LlamaContext(LlamaModel model, in ContextParams parameters, bool keepThreads = true)
    {
        var copy = parameters;
        _raw = NativeLog.Listen(() => LlamaApi.llama_init_from_model(model.Raw, copy), out var heard);
        if (_raw == 0)
        {
            throw new LlamaException(LlamaErrorCode.OutOfMemory,
                $"A context of {copy.ContextTokens.ToString(CultureInfo.InvariantCulture)} tokens could not be made for {model.Path}: {NativeLog.Cause(heard)}. Take a shorter context, fewer sequences or a smaller KV type.");
        }
        _handle = new ContextHandle(_raw, model.Handle);
        _threads = keepThreads ? ComputeThreads.Attach(_raw, Math.Max(copy.Threads, copy.BatchThreads)) : null;
        Model = model;
        VocabularySize = model.Vocabulary.Size;
        Memory = LlamaApi.llama_get_memory(_raw);
        KvBytes = NativeLog.BufferBytes(heard, "KV") + NativeLog.BufferBytes(heard, "RS");
        ComputeBytes = NativeLog.BufferBytes(heard, "compute");
        OutputBytes = NativeLog.BufferBytes(heard, "output");

        _capacity = (int)LlamaApi.llama_n_batch(_raw);
        _batch.Token = Allocate<int>(_capacity);
        _batch.Position = Allocate<int>(_capacity);
        _batch.SequenceCount = Allocate<int>(_capacity);
        _batch.SequenceId = (int**)NativeMemory.Alloc((nuint)_capacity, (nuint)sizeof(int*));
        _batch.Output = Allocate<sbyte>(_capacity);
        _sequences = Allocate<int>(_capacity);
        for (var i = 0; i < _capacity; i++)
        {
            _batch.SequenceCount[i] = 1;
            _batch.SequenceId[i] = _sequences + i;
        }
    }

    public LlamaModel Model { get; }
    public int VocabularySize { get; }
    public nint Raw => _raw;
    public nint Memory { get; }
    public long KvBytes { get; }
    public long ComputeBytes { get; }
    public long OutputBytes { get; }
    public int Capacity => _capacity;
    public int Count => _batch.Count;
    public int PoolingType => LlamaApi.llama_pooling_type(_raw);

    /// <summary>The batch has rows that belong to nobody.</summary>
    public bool Padded { get; set; }

    public void Begin()
    {
        _batch.Count = 0;
        Padded = false;
    }

    /// <returns>The row's number, to ask for its output by.</returns>
    public int Add(int token, int position, int sequence, bool output)
    {
        var row = _batch.Count++;
        _batch.Token[row] = token;
        _batch.Position[row] = position;
        _sequences[row] = sequence;
        _batch.Output[row] = output ? (sbyte)1 : (sbyte)0;
        return row;
    }

    /// <returns>0 done; 1 no cells for the batch, nothing changed; below 0 failed, cells in an unknown state.</returns>
    public int Decode() => LlamaApi.llama_decode(_raw, _batch);

    public void SetAdapters(AdapterSet adapters)
    {
        var count = adapters.Members.Count;
        var handles = stackalloc nint[Math.Max(count, 1)];
        var scales = stackalloc float[Math.Max(count, 1)];
        for (var i = 0; i < count; i++)
        {
            handles[i] = adapters.Members[i].Adapter.Handle.DangerousGetHandle();
            scales[i] = adapters.Members[i].Scale;
        }
        if (LlamaApi.llama_set_adapters_lora(_raw, handles, (nuint)count, scales) != 0)
            throw new LlamaException(LlamaErrorCode.AdapterUnreadable, "llama.cpp could not apply the request's adapters.");
    }

    public void Synchronize() => LlamaApi.llama_synchronize(_raw);

    /// <summary>The row's logits, in llama.cpp's own memory: valid and writable until the next decode.</summary>
    public Span<float> Logits(int row)
    {
        var logits = LlamaApi.llama_get_logits_ith(_raw, row);
        return logits == null ? default : new Span<float>(logits, VocabularySize);
    }

    /// <summary>A copy of the sequence's pooled output.</summary>
    public float[] Pooled(int sequence, int length)
    {
        var vector = LlamaApi.llama_get_embeddings_seq(_raw, sequence);
        return vector == null
            ? throw new LlamaException(LlamaErrorCode.DecodeFailed, "llama.cpp gave no vector for a text.")
            : new Span<float>(vector, length).ToArray();
    }

    public void Dispose()
    {
        if (_handle.IsClosed) return;
        NativeMemory.Free(_batch.Token);
        NativeMemory.Free(_batch.Position);
        NativeMemory.Free(_batch.SequenceCount);
        NativeMemory.Free(_batch.SequenceId);
        NativeMemory.Free(_batch.Output);
        NativeMemory.Free(_sequences);
        _handle.Dispose();
        _threads?.Dispose();
    }

    private static T* Allocate<T>(int count) where T : unmanaged => (T*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(T));
}
