using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Onebox.Models.Loop;

namespace Onebox.Training.Worker.Rows;

/// <summary>
/// Samples as tokens in a file of the worker's own folder: rows of any number are read as they are needed and never lie in memory at once. A sample is its
/// flags, its length, 4 bytes a token, and a byte a token where not all are learned; a preference's other half follows as a sample of its own.
/// </summary>
internal sealed class TokenFile : ISampleSource, IDisposable
{
    private const int Head = 8;
    private const int Masked = 1;
    private const int Paired = 2;

    private readonly SafeFileHandle _file;
    private readonly List<(long Offset, int Length)> _samples;

    private TokenFile(SafeFileHandle file, List<(long Offset, int Length)> samples, long tokens) => (_file, _samples, Tokens) = (file, samples, tokens);

    public long Count => _samples.Count;

    /// <summary>Of all samples, both halves of preferences.</summary>
    public long Tokens { get; }

    public int LengthOf(long index) => _samples[(int)index].Length;

    public TrainingSample Read(long index)
    {
        var offset = _samples[(int)index].Offset;
        var (ids, trained, paired) = ReadOne(ref offset);
        if (!paired) return new TrainingSample(index, ids, trained);
        var (rejected, rejectedTrained, _) = ReadOne(ref offset);
        return new TrainingSample(index, ids, trained, new TrainingSample(index, rejected, rejectedTrained));
    }

    public void Dispose() => _file.Dispose();

    private (int[] Ids, bool[]? Trained, bool Paired) ReadOne(ref long offset)
    {
        Span<byte> head = stackalloc byte[Head];
        RandomAccess.Read(_file, head, offset);
        var (flags, length) = (BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[4..]));
        offset += Head;
        var ids = new int[length];
        ReadAll(MemoryMarshal.AsBytes(ids.AsSpan()), ref offset);
        if ((flags & Masked) == 0) return (ids, null, (flags & Paired) != 0);
        var trained = new bool[length];
        ReadAll(MemoryMarshal.AsBytes(trained.AsSpan()), ref offset);
        return (ids, trained, (flags & Paired) != 0);
    }

    private void ReadAll(Span<byte> into, ref long offset)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(_file, into, offset);
            if (read == 0) throw new EndOfStreamException("The worker's own file of tokens ends too early.");
            into = into[read..];
            offset += read;
        }
    }

    /// <summary>Writes samples one after another, then turns into their reader.</summary>
    internal sealed class Writer(string path) : IDisposable
    {
        private readonly FileStream _stream = new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 20 });
        private readonly List<(long Offset, int Length)> _samples = [];
        private long _tokens;

        public void Add(Rendered sample, Rendered? rejected)
        {
            // The loop lays both halves of a pair side by side.
            _samples.Add((_stream.Position, sample.Ids.Length + (rejected?.Ids.Length ?? 0)));
            Write(sample, rejected is not null);
            if (rejected is not null) Write(rejected, false);
        }

        public TokenFile Read()
        {
            _stream.Dispose();
            // Its name goes, its bytes stay until the process ends: nothing to tidy after a crash.
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
            File.Delete(path);
            return new TokenFile(file, _samples, _tokens);
        }

        public void Dispose() => _stream.Dispose();

        private void Write(Rendered sample, bool paired)
        {
            Span<byte> head = stackalloc byte[Head];
            BinaryPrimitives.WriteInt32LittleEndian(head, (sample.Trained is null ? 0 : Masked) | (paired ? Paired : 0));
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], sample.Ids.Length);
            _stream.Write(head);
            _stream.Write(MemoryMarshal.AsBytes(sample.Ids.AsSpan()));
            if (sample.Trained is { } trained) _stream.Write(MemoryMarshal.AsBytes(trained.AsSpan()));
            _tokens += sample.Ids.Length;
        }
    }
}
