using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Onebox.Llama;

/// <summary>
/// Holds our struct layouts against the bytes that the natives' own <c>*_default_params</c> write, and refuses to go on when they differ.
/// On x86-64 a struct of this size is returned through a pointer in the first argument (System V ABI), so the same function can be
/// asked to fill a buffer of ours: which bytes it leaves untouched tells the true size.
/// </summary>
internal static unsafe class LayoutCheck
{
    private const byte Untouched = 0xA5;

    public static void Run(nint library)
    {
        Extent(library, "llama_model_default_params", (int)Marshal.OffsetOf<ModelParams>(nameof(ModelParams.LoadMtp)) + 1);
        Extent(library, "llama_context_default_params", sizeof(ContextParams));
        Extent(library, "llama_model_quantize_default_params", sizeof(QuantizeParams));
        Threads(LlamaApi.ggml_threadpool_params_default(3));
        Model(LlamaApi.llama_model_default_params());
        Context(LlamaApi.llama_context_default_params());
        Quantize(LlamaApi.llama_model_quantize_default_params());
        Expect(sizeof(Batch), 56, "sizeof(llama_batch)");
        Expect(sizeof(TokenData), 12, "sizeof(llama_token_data)");
    }

    private static void Extent(nint library, string function, int expected)
    {
        var fill = (delegate* unmanaged[Cdecl]<byte*, void*>)NativeLibrary.GetExport(library, function);
        var buffer = stackalloc byte[512];
        Unsafe.InitBlock(buffer, Untouched, 512);
        fill(buffer);
        var written = 512;
        while (written > 0 && buffer[written - 1] == Untouched) written--;
        Expect(written, expected, function + " writes");
    }

    private static void Threads(in ThreadPoolParams t)
    {
        Expect(t.Threads, 3, "threadpool n_threads");
        Expect((int)t.Poll, 50, "threadpool poll");
        Expect(t.StrictProcessors == 0 && t.Paused == 0, "threadpool flags");
    }

    private static void Model(in ModelParams m)
    {
        Expect(m.GpuLayers, -1, "model n_gpu_layers");
        Expect(m.SplitMode, 1, "model split_mode");
        Expect(m.LoadMode, -1, "model load_mode");
        Expect(m.LazyMode, 1, "model lazy_mode");
        Expect(m.MainGpu, 0, "model main_gpu");
        Expect(m.TensorSplit == null && m.ProgressCallback == null && m.KvOverrides == null && m.Devices == null, "model pointers");
        Expect(m.VocabOnly == 0 && m.CheckTensors == 0 && m.UseExtraBuffers == 1 && m.NoHost == 0 && m.NoAlloc == 0, "model flags");
    }

    private static void Context(in ContextParams c)
    {
        Expect((int)c.ContextTokens, 512, "context n_ctx");
        Expect((int)c.BatchTokens, 2048, "context n_batch");
        Expect((int)c.MicroBatchTokens, 512, "context n_ubatch");
        Expect((int)c.SequencesMax, 1, "context n_seq_max");
        Expect((int)c.OutputsMaxPerSequence, 1, "context n_outputs_max_per_seq");
        Expect(c.Threads, 4, "context n_threads");
        Expect(c.BatchThreads, 4, "context n_threads_batch");
        Expect(c.RopeScalingType, -1, "context rope_scaling_type");
        Expect(c.PoolingType, -1, "context pooling_type");
        Expect(c.AttentionType, -1, "context attention_type");
        Expect(c.FlashAttention, -1, "context flash_attn_type");
        Expect(c.YarnExtFactor < 0 && c.DefragThreshold < 0, "context yarn and defrag");
        Expect(c.KeyType, 1, "context type_k");
        Expect(c.ValueType, 1, "context type_v");
        Expect(c.Embeddings == 0 && c.OffloadKqv == 1 && c.NoPerf == 1 && c.OpOffload == 1 && c.SwaFull == 1 && c.KvUnified == 0, "context flags");
        Expect(c.Samplers == null && c.SamplerCount == 0 && c.OtherContext == null, "context tail");
    }

    private static void Quantize(in QuantizeParams q)
    {
        Expect(q.FileType, 7, "quantize ftype");
        Expect(q.OutputTensorType == q.TokenEmbeddingType, "quantize tensor types");
        Expect(q.QuantizeOutputTensor == 1 && q.AllowRequantize == 0 && q.Pure == 0, "quantize flags");
        Expect((ulong)q.MaxBufferBytes == 8UL << 30, "quantize max_buf_size");
    }

    private static void Expect(int actual, int expected, string what)
    {
        if (actual != expected)
            Refuse($"{what} = {actual.ToString(CultureInfo.InvariantCulture)}, expected {expected.ToString(CultureInfo.InvariantCulture)}");
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds) Refuse($"{what} differ from what is expected");
    }

    private static void Refuse(string what) => throw new LlamaException(LlamaErrorCode.LayoutMismatch,
        $"The llama.cpp natives do not match this build of Onebox ({what}). Reinstall the natives that came with it: running on would corrupt memory.");
}
