using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Onebox.Llama;

/// <summary>
/// Between a sequence's tokens and its reader: holds back what may become a stop string and the first bytes of an unfinished code point,
/// lets the rest through as valid UTF-8 (a byte that cannot be text becomes U+FFFD).
/// </summary>
internal sealed class TextGate(StopScanner? stops)
{
    private static ReadOnlySpan<byte> Replacement => [0xEF, 0xBF, 0xBD];

    private byte[] _held = new byte[64];
    private int _count;

    /// <summary>Takes a token's bytes and writes what is certain to <paramref name="output"/>.</summary>
    /// <returns>The index of the stop string that was met, or -1. After a stop the text before it has been written and the gate is empty.</returns>
    public int Push(ReadOnlySpan<byte> piece, ByteBuffer output)
    {
        if (_count + piece.Length > _held.Length) Array.Resize(ref _held, Math.Max(_held.Length * 2, _count + piece.Length));
        piece.CopyTo(_held.AsSpan(_count));
        _count += piece.Length;
        var held = _held.AsSpan(0, _count);
        var keep = 0;
        if (stops is not null)
        {
            var at = stops.Find(held, out var stop);
            if (at >= 0)
            {
                Release(held[..at], output, final: true);
                _count = 0;
                return stop;
            }
            keep = stops.Undecided(held);
        }
        var released = Release(held[..(_count - keep)], output, final: false);
        held[released..].CopyTo(held);
        _count -= released;
        return -1;
    }

    /// <summary>Writes all that is held: the text ends here.</summary>
    public void Flush(ByteBuffer output)
    {
        Release(_held.AsSpan(0, _count), output, final: true);
        _count = 0;
    }

    private static int Release(ReadOnlySpan<byte> text, ByteBuffer output, bool final)
    {
        if (Utf8.IsValid(text))
        {
            output.Write(text);
            return text.Length;
        }
        var done = 0;
        while (done < text.Length)
        {
            var status = Rune.DecodeFromUtf8(text[done..], out _, out var length);
            if (status == OperationStatus.NeedMoreData && !final) break;
            output.Write(status == OperationStatus.Done ? text.Slice(done, length) : Replacement);
            done += length;
        }
        return done;
    }
}

/// <summary>A byte array that grows and is used again.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[256];

    public int Count { get; private set; }
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Count);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (Count + bytes.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Count + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(Count));
        Count += bytes.Length;
    }

    public void Clear() => Count = 0;
}
