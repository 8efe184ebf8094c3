namespace Onebox.Llama;

/// <summary>A LoRA adapter, loaded beside its base model and chosen per request.</summary>
public sealed unsafe class LlamaAdapter : IDisposable
{
    private LlamaAdapter(LlamaModel model, string path, AdapterHandle handle)
    {
        Model = model;
        Path = path;
        Handle = handle;
    }

    public string Path { get; }
    internal LlamaModel Model { get; }
    internal AdapterHandle Handle { get; }

    public void Dispose() => Handle.Dispose();

    internal static LlamaAdapter Load(LlamaModel model, string path)
    {
        if (!File.Exists(path)) throw new LlamaException(LlamaErrorCode.AdapterUnreadable, $"There is no adapter file at {path}.");
        var handle = NativeLog.Listen(() =>
        {
            using var utf8 = new Utf8Text(path);
            return LlamaApi.llama_adapter_lora_init(model.Raw, utf8.Pointer);
        }, out var heard);
        if (handle == 0) throw new LlamaException(LlamaErrorCode.AdapterUnreadable, $"The adapter {path} could not be loaded: {NativeLog.Cause(heard)}.");
        return new LlamaAdapter(model, path, new AdapterHandle(handle, model.Handle));
    }
}

/// <summary>The adapters of one request with their strengths. Requests with equal sets share batches and cached prefixes.</summary>
public sealed class AdapterSet : IEquatable<AdapterSet>
{
    /// <summary>The base model alone.</summary>
    public static AdapterSet None { get; } = new([]);

    private readonly (LlamaAdapter Adapter, float Scale)[] _members;
    private readonly int _hash;

    public AdapterSet(IEnumerable<(LlamaAdapter Adapter, float Scale)> members)
    {
        _members = [.. members.Where(m => m.Scale != 0).OrderBy(m => m.Adapter.Handle.DangerousGetHandle())];
        var hash = default(HashCode);
        foreach (var (adapter, scale) in _members)
        {
            hash.Add(adapter);
            hash.Add(scale);
        }
        _hash = hash.ToHashCode();
    }

    public IReadOnlyList<(LlamaAdapter Adapter, float Scale)> Members => _members;

    public bool Equals(AdapterSet? other) => ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _members.AsSpan().SequenceEqual(other._members));
    public override bool Equals(object? obj) => Equals(obj as AdapterSet);
    public override int GetHashCode() => _hash;
}
