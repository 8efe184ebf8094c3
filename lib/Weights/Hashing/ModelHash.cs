using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Onebox.Weights;

/// <summary>
/// One hash for a model of many files: the same for the same names and contents, whatever order they come in.
/// The bytes that are hashed are specified in docs/formats/model-hash.md.
/// </summary>
public static class ModelHash
{
    private static readonly byte[] Domain = "onebox model 1\0"u8.ToArray();

    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <exception cref="ArgumentException">Two files have one name, or a hash is not one of SHA-256.</exception>
    public static string Of(IEnumerable<FileHash> files)
    {
        var entries = files.Select(file => (Name: Encoding.UTF8.GetBytes(file.Name), File: file)).ToList();
        entries.Sort((a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Domain);
        Span<byte> number = stackalloc byte[8];
        for (var i = 0; i < entries.Count; i++)
        {
            var (name, file) = entries[i];
            if (i > 0 && name.AsSpan().SequenceEqual(entries[i - 1].Name))
                throw new ArgumentException($"Two files are named {file.Name}.", nameof(files));
            var content = Convert.FromHexString(file.Sha256);
            if (content.Length != SHA256.HashSizeInBytes)
                throw new ArgumentException($"{file.Name} has no SHA-256.", nameof(files));
            BinaryPrimitives.WriteInt64LittleEndian(number, name.Length);
            hash.AppendData(number);
            hash.AppendData(name);
            BinaryPrimitives.WriteInt64LittleEndian(number, file.Length);
            hash.AppendData(number);
            hash.AppendData(content);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
