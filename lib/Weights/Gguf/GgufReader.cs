using System.Buffers.Binary;
using System.Globalization;

namespace Onebox.Weights;

/// <summary>Reads header, metadata and tensor table of a GGUF v2 or v3 (ggml's docs/gguf.md), and checks them against the file.</summary>
internal sealed class GgufReader
{
    public const uint Magic = 0x46554747; // "GGUF"

    private readonly ByteCursor _cursor;
    private readonly ModelFileLimits _limits;
    private readonly Faults _faults;
    private readonly GgufValueReader _values;

    public GgufReader(Stream stream, ModelFileLimits limits, Faults faults)
    {
        _cursor = new ByteCursor(stream, limits.HeaderBytes, faults);
        _limits = limits;
        _faults = faults;
        _values = new GgufValueReader(_cursor, limits, faults);
    }

    public GgufFile Read()
    {
        if (_cursor.ReadU32("the magic number") != Magic)
            throw _faults.Refused(ModelFileError.BadMagic, "the file does not begin with GGUF", "Choose a GGUF or safetensors file.", 0);
        var version = ReadVersion();
        // A tensor takes at least 25 bytes of table (name length, one letter, dimension count, type, offset), a pair at least 14 (key length, one letter, type, one byte).
        var tensorCount = _cursor.ReadCount("number of tensors", _limits.Tensors, 25);
        var keyCount = _cursor.ReadCount("number of metadata keys", _limits.MetadataKeys, 14);
        var metadata = ReadMetadata(keyCount);
        var alignment = ReadAlignment(metadata);
        var table = new GgufTensorTable(_cursor, _values, _limits, _faults);
        var tensors = table.Read(tensorCount, alignment, out var dataOffset);
        return new GgufFile(version, metadata, tensors, alignment, dataOffset, _cursor.Length, GgufSplit.Of(metadata, _faults));
    }

    private int ReadVersion()
    {
        var version = _cursor.ReadU32("the version");
        if (version is 2 or 3)
            return (int)version;
        // The other byte order puts the small version number in the high bytes.
        if ((version & 0xFFFF) == 0 && BinaryPrimitives.ReverseEndianness(version) is > 0 and <= 0xFFFF)
        {
            throw _faults.Refused(ModelFileError.BigEndian, "this GGUF was written for a big-endian machine",
                "Take the little-endian file of the same model, or convert it again without --bigendian.", 4);
        }
        throw _faults.Refused(ModelFileError.UnsupportedVersion,
            string.Create(CultureInfo.InvariantCulture, $"this is GGUF version {version}; versions 2 and 3 are read"),
            version is 0 or 1 ? "Convert the model again with a current release of llama.cpp." : "Update Onebox, or convert the model to GGUF version 3.", 4);
    }

    private GgufMetadata ReadMetadata(int count)
    {
        var metadata = new GgufMetadata();
        for (var i = 0; i < count; i++)
        {
            var at = _cursor.Position;
            var key = _values.ReadText("a metadata key", _limits.KeyBytes);
            if (key.Length == 0)
                throw _faults.Corrupt("a metadata key is empty", at);
            if (!metadata.Add(key, _values.ReadValue(key)))
                throw _faults.Duplicate($"the metadata key {key} appears twice", at);
        }
        return metadata;
    }

    private int ReadAlignment(GgufMetadata metadata)
    {
        const string Key = "general.alignment";
        if (metadata[Key] is not { } value)
            return GgufFile.DefaultAlignment;
        if (value.Type != GgufValueType.UInt32 || value.Integer is not { } alignment || alignment < 1 || !System.Numerics.BitOperations.IsPow2(alignment))
            throw _faults.Corrupt($"{Key} is not a power of two of type UInt32");
        if (alignment > _limits.Alignment)
            throw _faults.Limit(string.Create(CultureInfo.InvariantCulture, $"{Key} is {alignment}"), _limits.Alignment);
        return (int)alignment;
    }
}
