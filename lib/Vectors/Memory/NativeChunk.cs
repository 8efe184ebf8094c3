using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Onebox.Vectors.Memory;

/// <summary>A zeroed block of memory outside the managed heap, aligned to 2 MiB so that Linux can back it with huge pages:
/// a graph walk touches a page per neighbour, and with 4 KiB pages the address translation costs more than the read.</summary>
internal sealed unsafe partial class NativeChunk : SafeHandleZeroOrMinusOneIsInvalid
{
    private const nuint HugePageBytes = 2u << 20;
    private const int ProtReadWrite = 3;
    private const int MapPrivateAnonymous = 0x22;
    private const int AdviseHugePage = 14;

    private readonly nuint _mappedBytes;

    public NativeChunk(nuint bytes, bool hugePages)
        : base(ownsHandle: true)
    {
        Bytes = bytes;
        if (OperatingSystem.IsLinux() && bytes >= HugePageBytes)
        {
            _mappedBytes = bytes + HugePageBytes;
            var mapped = Map(0, _mappedBytes, ProtReadWrite, MapPrivateAnonymous, -1, 0);
            if (mapped == -1)
                throw new VectorIndexException(VectorIndexFault.OutOfMemory, $"The vector index could not get {bytes >> 20} MiB of memory. Free memory or open the index in mapped mode.");
            SetHandle(mapped);
            Pointer = (byte*)(((nuint)mapped + HugePageBytes - 1) & ~(HugePageBytes - 1));
            if (hugePages)
                _ = Advise((nint)Pointer, bytes, AdviseHugePage); // Only a hint: without huge pages the index is slower, not wrong.
            return;
        }

        var allocated = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(allocated, bytes);
        SetHandle((nint)allocated);
        Pointer = (byte*)allocated;
    }

    public byte* Pointer { get; }

    public nuint Bytes { get; }

    protected override bool ReleaseHandle()
    {
        if (_mappedBytes != 0)
            return Unmap(handle, _mappedBytes) == 0;
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(nint address, nuint length, int advice);
}
