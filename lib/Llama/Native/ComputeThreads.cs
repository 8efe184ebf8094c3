using Microsoft.Win32.SafeHandles;

namespace Onebox.Llama;

/// <summary>
/// ggml's compute threads of one context, kept from decode to decode. By default ggml makes and joins its threads in every decode, which a small model feels:
/// 100M parameters with two threads run a tenth faster with these. Between decodes they sleep; ggml's polling would take the processor from those who read.
/// </summary>
internal sealed unsafe class ComputeThreads : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int CpuDevice = 0;

    private readonly delegate* unmanaged[Cdecl]<nint, void> _free;

    private ComputeThreads(nint pool, delegate* unmanaged[Cdecl]<nint, void> free) : base(ownsHandle: true)
    {
        _free = free;
        SetHandle(pool);
    }

    /// <param name="count">The decoding thread included. ggml takes fewer of them where a decode asks for fewer.</param>
    /// <returns>To be disposed of after the context. Null where there is nothing to keep: one thread, or a CPU backend without a pool.</returns>
    public static ComputeThreads? Attach(nint context, int count)
    {
        if (count < 2) return null;
        // The CPU backend is chosen at run time, by what the processor can do, so its functions are asked for by name.
        var make = (delegate* unmanaged[Cdecl]<ThreadPoolParams*, nint>)Function("ggml_threadpool_new");
        var free = (delegate* unmanaged[Cdecl]<nint, void>)Function("ggml_threadpool_free");
        if (make == null || free == null) return null;
        var parameters = LlamaApi.ggml_threadpool_params_default(count);
        parameters.Poll = 0;
        var pool = make(&parameters);
        if (pool == 0) return null;
        LlamaApi.llama_attach_threadpool(context, pool, pool);
        return new ComputeThreads(pool, free);
    }

    protected override bool ReleaseHandle()
    {
        _free(handle);
        return true;
    }

    private static void* Function(string name)
    {
        var device = LlamaApi.ggml_backend_dev_by_type(CpuDevice);
        if (device == null) return null;
        using var text = new Utf8Text(name);
        return LlamaApi.ggml_backend_reg_get_proc_address(LlamaApi.ggml_backend_dev_backend_reg(device), text.Pointer);
    }
}
