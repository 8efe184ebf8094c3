namespace Onebox.Weights;

/// <summary>A file's content, named.</summary>
/// <param name="Name">The name it has within its model, with <c>/</c> between folders.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
public sealed record FileHash(string Name, long Length, string Sha256);
