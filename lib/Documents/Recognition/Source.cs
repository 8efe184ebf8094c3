namespace Onebox.Documents.Recognition;

/// <summary>A file's bytes, seekable, and its name.</summary>
internal sealed record Source(Stream Content, string Name)
{
    public long Length => Content.Length;

    /// <summary>The name's ending in lower case with its dot, or nothing.</summary>
    public string Ending => Path.GetExtension(Name).ToLowerInvariant();

    /// <returns>The first bytes; the position is at the start again.</returns>
    public byte[] Head(int bytes)
    {
        var head = new byte[(int)Math.Min(bytes, Length)];
        Content.Position = 0;
        Content.ReadExactly(head);
        Content.Position = 0;
        return head;
    }

    /// <returns>All bytes, for formats whose libraries want an array.</returns>
    public byte[] All() => Head(int.MaxValue);
}
