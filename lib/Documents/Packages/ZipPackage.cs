using System.IO.Compression;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Packages;

/// <summary>A zip archive whose every byte is counted while it unpacks: what the directory claims about sizes is not believed.</summary>
internal sealed class ZipPackage : IDisposable
{
    private const int MostParts = 100_000;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Budget _budget;
    private readonly string _format;

    public ZipPackage(Stream content, Budget budget, string format)
    {
        _budget = budget;
        _format = format;
        try
        {
            _archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            if (_archive.Entries.Count > MostParts) throw Refusals.TooLarge($"It holds more than {MostParts:N0} parts.");
            foreach (var entry in _archive.Entries) _parts.TryAdd(Normal(entry.FullName), entry);
        }
        catch (Exception thrown) when (thrown is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            throw Refusals.Damaged(format, "its archive is broken or cut off.", thrown);
        }
    }

    public IEnumerable<string> Names => _parts.Keys;

    public bool Has(string part) => _parts.ContainsKey(Normal(part));

    /// <returns>The part's bytes as they unpack; null if there is no such part.</returns>
    public Stream? Open(string part)
    {
        if (!_parts.TryGetValue(Normal(part), out var entry)) return null;
        if (entry.IsEncrypted) throw Refusals.Encrypted(_format);
        return new CountedStream(entry.Open(), _budget, entry.CompressedLength);
    }

    /// <returns>The whole part; null if there is none or it has more bytes than the most.</returns>
    public byte[]? Bytes(string part, int most)
    {
        using var stream = Open(part);
        if (stream is null) return null;
        using var copy = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (copy.Length + read > most) return null;
            copy.Write(buffer, 0, read);
        }

        return copy.ToArray();
    }

    /// <summary>Where a part's address leads, from the folder that it is written in: <c>../text/one.xhtml</c>.</summary>
    public static string Resolve(string folder, string target)
    {
        if (target.StartsWith('/')) return target[1..];
        var parts = folder.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var piece in target.Split('/'))
        {
            if (piece == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else if (piece is not ("." or ".." or "")) parts.Add(piece);
        }

        return string.Join('/', parts);
    }

    public void Dispose() => _archive.Dispose();

    private static string Normal(string name) => name.Replace('\\', '/').TrimStart('/');
}
