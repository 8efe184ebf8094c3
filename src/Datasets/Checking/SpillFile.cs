using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Onebox.Datasets.Checking;

/// <summary>Records of a fixed size in a file that is written once, read from its beginning as often as needed, and gone with this. The bytes are this machine's own: nobody else reads them.</summary>
internal sealed class SpillFile<T>(string path, int bufferBytes) : IDisposable
    where T : unmanaged
{
    private readonly FileStream _file = new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, BufferSize = bufferBytes, Options = FileOptions.DeleteOnClose });

    public long Count { get; private set; }

    public void Add(T record)
    {
        _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in record)));
        Count++;
    }

    public IEnumerable<T> Read()
    {
        _file.Flush();
        var size = Unsafe.SizeOf<T>();
        var buffer = new byte[bufferBytes / size * size];
        long at = 0, end = Count * size;
        while (at < end)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, buffer, at) / size * size;
            if (read == 0) throw new EndOfStreamException($"{path} ends in the middle of a record.");
            for (var i = 0; i < read; i += size) yield return MemoryMarshal.Read<T>(buffer.AsSpan(i));
            at += read;
        }
    }

    public void Dispose() => _file.Dispose();
}
