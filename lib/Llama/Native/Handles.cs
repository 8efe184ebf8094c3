using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Onebox.Llama;

internal sealed class ModelHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ModelHandle(nint handle) : base(ownsHandle: true) => SetHandle(handle);

    protected override bool ReleaseHandle()
    {
        LlamaApi.llama_model_free(handle);
        return true;
    }
}

/// <summary>A context keeps its model alive: llama.cpp must free the context first.</summary>
internal sealed class ContextHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly ModelHandle _model;

    public ContextHandle(nint handle, ModelHandle model) : base(ownsHandle: true)
    {
        _model = model;
        var added = false;
        model.DangerousAddRef(ref added);
        SetHandle(handle);
    }

    protected override bool ReleaseHandle()
    {
        LlamaApi.llama_free(handle);
        _model.DangerousRelease();
        return true;
    }
}

/// <summary>An adapter's tensors belong to its model's buffers: llama.cpp must free it before the model.</summary>
internal sealed class AdapterHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly ModelHandle _model;

    public AdapterHandle(nint handle, ModelHandle model) : base(ownsHandle: true)
    {
        _model = model;
        var added = false;
        model.DangerousAddRef(ref added);
        SetHandle(handle);
    }

    protected override bool ReleaseHandle()
    {
        LlamaApi.llama_adapter_lora_free(handle);
        _model.DangerousRelease();
        return true;
    }
}

internal sealed class SamplerHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public SamplerHandle(nint handle) : base(ownsHandle: true) => SetHandle(handle);

    protected override bool ReleaseHandle()
    {
        LlamaApi.llama_sampler_free(handle);
        return true;
    }
}

/// <summary>Keeps a handle's native object from being freed until the end of a scope, whoever disposes of it meanwhile; allocates nothing.</summary>
internal readonly ref struct HeldHandle : IDisposable
{
    private readonly SafeHandle _handle;

    /// <exception cref="ObjectDisposedException">It is freed already.</exception>
    public HeldHandle(SafeHandle handle)
    {
        _handle = handle;
        var added = false;
        handle.DangerousAddRef(ref added);
    }

    public void Dispose() => _handle.DangerousRelease();
}
