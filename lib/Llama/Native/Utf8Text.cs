using System.Runtime.InteropServices;
using System.Text;

namespace Onebox.Llama;

/// <summary>A zero-terminated UTF-8 copy of a string, for the length of one native call.</summary>
internal unsafe readonly ref struct Utf8Text
{
    private readonly byte* _pointer;

    public Utf8Text(string text)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        _pointer = (byte*)NativeMemory.Alloc((nuint)size + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(_pointer, size));
        _pointer[size] = 0;
    }

    public byte* Pointer => _pointer;

    public void Dispose() => NativeMemory.Free(_pointer);

    public static string Read(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
