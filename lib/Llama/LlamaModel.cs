using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Onebox.Llama;

/// <summary>A loaded model: weights, vocabulary and metadata. Contexts made from it keep the weights alive until they too are gone.</summary>
public sealed unsafe class LlamaModel : IDisposable
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> _metadata;

    private LlamaModel(ModelHandle handle, string path, long mappedBytes)
    {
        Handle = handle;
        Path = path;
        WeightBytes = mappedBytes > 0 ? mappedBytes : (long)LlamaApi.llama_model_size(Raw);
        Vocabulary = new Vocabulary(this);
        _metadata = new(ReadMetadata);
    }

    public string Path { get; }
    public Vocabulary Vocabulary { get; }

    /// <summary>Bytes of weight buffers as llama.cpp allocated or mapped them, over all devices.</summary>
    public long WeightBytes { get; }

    public long ParameterCount => (long)LlamaApi.llama_model_n_params(Raw);
    public int TrainedContext => LlamaApi.llama_model_n_ctx_train(Raw);
    public int EmbeddingSize => LlamaApi.llama_model_n_embd(Raw);
    public int Layers => LlamaApi.llama_model_n_layer(Raw);
    public int Heads => LlamaApi.llama_model_n_head(Raw);
    public int KeyValueHeads => LlamaApi.llama_model_n_head_kv(Raw);
    public int ClassifierOutputs => (int)LlamaApi.llama_model_n_cls_out(Raw);
    public bool HasDecoder => LlamaApi.llama_model_has_decoder(Raw) != 0;

    /// <summary>True when the state of a sequence cannot be cut at an earlier token (recurrent and hybrid models): such models share no prefixes.</summary>
    public bool StateIsIndivisible => LlamaApi.llama_model_is_recurrent(Raw) != 0 || LlamaApi.llama_model_is_hybrid(Raw) != 0;

    /// <summary>Short description such as <c>llama 1B Q4_K - Medium</c>.</summary>
    public string Description => ReadText((buffer, size) => LlamaApi.llama_model_desc(Raw, buffer, size));

    /// <summary>All scalar metadata of the file, values as text.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata.Value;

    internal ModelHandle Handle { get; }
    internal nint Raw => Handle.IsClosed ? throw new ObjectDisposedException(nameof(LlamaModel)) : Handle.DangerousGetHandle();

    /// <summary>Loads a GGUF file; of a split file, name the first part.</summary>
    /// <param name="progress">Told fractions from 0 to 1, on the calling thread.</param>
    /// <exception cref="LlamaException"><see cref="LlamaErrorCode.ModelUnreadable"/> or <see cref="LlamaErrorCode.OutOfMemory"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while loading.</exception>
    public static LlamaModel Load(string path, LlamaModelOptions? options = null, Action<float>? progress = null, CancellationToken cancellationToken = default)
    {
        LlamaRuntime.Load();
        options ??= new LlamaModelOptions();
        if (!File.Exists(path)) throw new LlamaException(LlamaErrorCode.ModelUnreadable, $"There is no model file at {path}.");
        var watch = new LoadWatch(progress, cancellationToken);
        var pin = GCHandle.Alloc(watch);
        try
        {
            var handle = NativeLog.Listen(() => Open(path, options, GCHandle.ToIntPtr(pin)), out var heard);
            if (handle == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var cause = NativeLog.Cause(heard);
                var memory = cause.Contains("alloc", StringComparison.OrdinalIgnoreCase);
                throw new LlamaException(memory ? LlamaErrorCode.OutOfMemory : LlamaErrorCode.ModelUnreadable, $"The model {path} could not be loaded: {cause}.");
            }
            if (options.MemoryMap && !options.LockMemory) MappedFile.GiveBack(path);
            return new LlamaModel(new ModelHandle(handle), path, NativeLog.BufferBytes(heard, "model"));
        }
        finally
        {
            pin.Free();
        }
    }

    /// <summary>A chat template of the file: the default one, or one by name (such as <c>tool_use</c>). Null when the file has none.</summary>
    public string? ChatTemplate(string? name = null)
    {
        if (name is null) return Text(LlamaApi.llama_model_chat_template(Raw, null));
        using var utf8 = new Utf8Text(name);
        return Text(LlamaApi.llama_model_chat_template(Raw, utf8.Pointer));

        static string? Text(byte* template) => template == null ? null : Utf8Text.Read(template);
    }

    /// <summary>Loads a LoRA adapter (GGUF) for this model.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaErrorCode.AdapterUnreadable"/>.</exception>
    public LlamaAdapter LoadAdapter(string path) => LlamaAdapter.Load(this, path);

    public void Dispose() => Handle.Dispose();

    private static nint Open(string path, LlamaModelOptions options, nint watch)
    {
        var parameters = LlamaApi.llama_model_default_params();
        parameters.GpuLayers = options.GpuLayers;
        // llama_load_mode: 0 read, 1 mmap, 2 mlock, 3 mmap and mlock.
        parameters.LoadMode = (options.MemoryMap ? 1 : 0) | (options.LockMemory ? 2 : 0);
        parameters.CheckTensors = options.CheckTensors ? (byte)1 : (byte)0;
        parameters.VocabOnly = options.VocabularyOnly ? (byte)1 : (byte)0;
        parameters.UseExtraBuffers = options.RepackWeights ? (byte)1 : (byte)0;
        parameters.ProgressCallback = &OnProgress;
        parameters.ProgressUserData = (void*)watch;
        var split = new float[Math.Max((int)LlamaApi.llama_max_devices(), options.TensorSplit.Count)];
        for (var i = 0; i < options.TensorSplit.Count; i++) split[i] = options.TensorSplit[i];
        using var utf8 = new Utf8Text(path);
        fixed (float* tensorSplit = split)
        {
            if (options.TensorSplit.Count > 0) parameters.TensorSplit = tensorSplit;
            return LlamaApi.llama_model_load_from_file(utf8.Pointer, parameters);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnProgress(float fraction, void* user)
    {
        try
        {
            return ((LoadWatch)GCHandle.FromIntPtr((nint)user).Target!).Report(fraction) ? (byte)1 : (byte)0;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    private Dictionary<string, string> ReadMetadata()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < LlamaApi.llama_model_meta_count(Raw); i++)
        {
            var index = i;
            all[ReadText((b, n) => LlamaApi.llama_model_meta_key_by_index(Raw, index, b, n))] =
                ReadText((b, n) => LlamaApi.llama_model_meta_val_str_by_index(Raw, index, b, n));
        }
        return all;
    }

    private delegate int TextReader(byte* buffer, nuint size);

    private static string ReadText(TextReader read)
    {
        var length = read(null, 0);
        if (length <= 0) return "";
        var bytes = new byte[length + 1];
        fixed (byte* buffer = bytes) length = read(buffer, (nuint)bytes.Length);
        return Encoding.UTF8.GetString(bytes, 0, Math.Clamp(length, 0, bytes.Length - 1));
    }

    [SuppressMessage("Performance", "CA1812", Justification = "Created above.")]
    private sealed class LoadWatch(Action<float>? progress, CancellationToken cancellationToken)
    {
        public bool Report(float fraction)
        {
            progress?.Invoke(fraction);
            return !cancellationToken.IsCancellationRequested;
        }
    }
}
