using System.Security.Cryptography;

namespace Onebox.Catalog.Importing;

/// <summary>A file that grows while it is hashed, and can be continued after a crash.</summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private readonly FileStream _stream;
    private readonly string _name;
    private IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PartialFile(FileStream stream, string name)
    {
        _stream = stream;
        _name = name;
    }

    public long Length { get; private set; }

    /// <summary>Opens <paramref name="path"/> with its first <paramref name="keep"/> bytes; what a crash left after them is not trusted.</summary>
    public static async Task<PartialFile> OpenAsync(string path, long keep, CancellationToken cancellation)
    {
        var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        var file = new PartialFile(stream, Path.GetFileName(path));
        try
        {
            await file.RehashAsync(Math.Min(keep, stream.Length), cancellation);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellation);
        }
        catch (IOException error)
        {
            throw ImportErrors.Disk(_name, error);
        }

        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>All that was appended is on the disk when this returns.</summary>
    public void MakeDurable()
    {
        try
        {
            _stream.Flush(flushToDisk: true);
        }
        catch (IOException error)
        {
            throw ImportErrors.Disk(_name, error);
        }
    }

    public void Restart()
    {
        _stream.SetLength(0);
        _stream.Position = 0;
        _hash.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Length = 0;
    }

    /// <summary>SHA-256 of all that was appended, lower-case hex.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _stream.DisposeAsync();
    }

    private async Task RehashAsync(long keep, CancellationToken cancellation)
    {
        _stream.SetLength(keep);
        var buffer = new byte[1 << 20];
        while (Length < keep)
        {
            var read = await _stream.ReadAsync(buffer, cancellation);
            if (read == 0) break;
            _hash.AppendData(buffer.AsSpan(0, read));
            Length += read;
        }
    }
}
