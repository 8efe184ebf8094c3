using System.IO.Compression;
using System.Text;
using Onebox.Kernel.Files;

namespace Onebox.Datasets.Reading;

/// <summary>A file to be read, with what was said about it. Text comes out as UTF-8, whatever it was.</summary>
internal sealed class SourceFile(string path, string fileName, SourceSettings settings, DatasetsOptions limits)
{
    private FileStream? _open;

    public string Path { get; } = path;

    /// <summary>As it was called where it came from; <see cref="Path"/> may be a temporary place.</summary>
    public string FileName { get; } = fileName;

    public SourceSettings Settings { get; } = settings;

    /// <summary>Which part is read, where the file has several: an Excel sheet's name. Known once reading has begun.</summary>
    public string? Part { get; set; }

    public DatasetsOptions Limits { get; } = limits;

    public long SizeBytes { get; } = new FileInfo(path).Length;

    /// <summary>How far into the file reading has come.</summary>
    public long PositionBytes
    {
        get
        {
            try
            {
                return _open?.Position ?? 0;
            }
            catch (ObjectDisposedException)
            {
                return SizeBytes;
            }
        }
    }

    /// <summary>The name without <c>.gz</c>.</summary>
    public string InnerName => FileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? FileName[..^3] : FileName;

    /// <summary>The bytes, unpacked when they are gzip.</summary>
    public Stream OpenBytes()
    {
        var file = new FileStream(Path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 1 << 17, Options = FileOptions.SequentialScan | FileOptions.Asynchronous });
        _open = file;
        Span<byte> magic = stackalloc byte[2];
        var read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic[0] == 0x1F && magic[1] == 0x8B
            ? new LimitedStream(new GZipStream(file, CompressionMode.Decompress), Limits.MaxUnpackedBytes, "The unpacked file", unpacked => GzipEnd.IsThere(Path, unpacked))
            : file;
    }

    /// <summary>The text as UTF-8 without a byte order mark, its lines ended by line feeds; bytes that are not UTF-8 though the file is are left as they are.</summary>
    public Stream OpenText()
    {
        var head = Head();
        var encoding = TextEncoding.Of(head, Settings.Encoding);
        var bytes = OpenBytes();
        Stream text = new SkipMark(encoding.CodePage == Encoding.UTF8.CodePage ? bytes : Encoding.CreateTranscodingStream(bytes, encoding, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        return LoneReturns.EndLinesOf(encoding.GetString(head)) ? new LoneReturns(text) : text;
    }

    /// <summary>How the text begins, as <see cref="OpenText"/> gives it.</summary>
    public string HeadText(byte[] head)
    {
        var text = TextEncoding.Of(head, Settings.Encoding).GetString(head).TrimStart('\uFEFF');
        return LoneReturns.EndLinesOf(text) ? text.Replace('\r', '\n') : text;
    }

    /// <summary>The first bytes, unpacked.</summary>
    public byte[] Head(int most = 1 << 16)
    {
        using var bytes = OpenBytes();
        var head = new byte[most];
        return head[..bytes.ReadAtLeast(head, most, throwOnEndOfStream: false)];
    }
}

/// <summary>What somebody said about the file; null where it is to be found out.</summary>
internal sealed record SourceSettings(string? Format = null, string? Encoding = null, string? Delimiter = null, string? Sheet = null, string? TextUnit = null, IReadOnlyList<string>? Columns = null);
