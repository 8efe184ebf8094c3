using System.Buffers.Binary;
using System.Text;

namespace Onebox.Weights;

/// <summary>
/// Tells a file's format by its first bytes, never by trust in its name, and refuses what is no GGUF or safetensors with
/// the reason and the way out. Nothing is unpacked or executed to find out.
/// </summary>
internal static class FormatSniffer
{
    private const int HeadBytes = 4096;
    private const string ConvertPickle =
        "Convert it to safetensors where it was made (safetensors.torch.save_file, or save_pretrained with safe_serialization=True), or take the safetensors or GGUF files of the same model.";

    /// <exception cref="ModelFileException">The file is of a format that is not read.</exception>
    public static ModelFileFormat Recognise(Stream stream, Faults faults)
    {
        stream.Position = 0;
        var buffer = new byte[(int)Math.Min(HeadBytes, Math.Max(stream.Length, 0))];
        var head = buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        if (head.StartsWith("GGUF"u8))
            return ModelFileFormat.Gguf;
        if (LooksLikeSafetensors(head))
            return ModelFileFormat.Safetensors;
        throw Refuse(head, stream.Length, faults);
    }

    private static bool LooksLikeSafetensors(ReadOnlySpan<byte> head) =>
        head.Length > 8 && head[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(head) <= uint.MaxValue;

    private static ModelFileException Refuse(ReadOnlySpan<byte> head, long length, Faults faults)
    {
        if (length == 0)
            return faults.Refused(ModelFileError.Truncated, "the file is empty", "Download or copy it again.", 0);
        if (IsPickle(head) || IsTorchZip(head))
            return Pickle(faults);
        if (head.StartsWith("version https://git-lfs"u8))
            return faults.Refused(ModelFileError.NotDownloaded, "this is a Git LFS pointer, not the model", "Fetch the real file with `git lfs pull` in its repository.");
        if (IsWebPage(head))
            return faults.Refused(ModelFileError.NotDownloaded, "this is a web page, not a model", "Download the file itself: on a hub, the address with /resolve/ in place of /blob/.");
        if (ForeignFormat(head, faults.File) is var (format, remedy))
            return faults.Refused(ModelFileError.UnsupportedFormat, $"this is {format}", remedy);
        if (IsPickleName(faults.File))
            return Pickle(faults);
        return "GGUF"u8.StartsWith(head)
            ? faults.Truncated("the magic number", head.Length, length)
            : faults.Refused(ModelFileError.BadMagic, "this is neither GGUF nor safetensors", "Choose a .gguf or .safetensors file, or a folder that holds some.", 0);
    }

    private static (string Format, string Remedy)? ForeignFormat(ReadOnlySpan<byte> head, string name)
    {
        const string TakeOther = "Take the GGUF or safetensors files of the same model.";
        if (head.StartsWith("\x89HDF\r\n\x1a\n"u8) || head.StartsWith((byte[])[0x89, (byte)'H', (byte)'D', (byte)'F']))
            return ("a Keras or HDF5 file", $"Load it in Keras and save the weights as safetensors. {TakeOther}");
        if (head.StartsWith("lmgg"u8) || head.StartsWith("fmgg"u8) || head.StartsWith("tjgg"u8) || head.StartsWith("algg"u8))
            return ("a GGML file from before GGUF", "Take a GGUF of the same model: this format was given up in August 2023.");
        if (head.StartsWith("PK\x03\x04"u8))
            return ("a zip archive", "Unpack it and choose the model inside.");
        if (head.StartsWith((byte[])[0x1F, 0x8B]) || head.StartsWith((byte[])[0x28, 0xB5, 0x2F, 0xFD]) || head.StartsWith((byte[])[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']))
            return ("a compressed archive", "Unpack it and choose the model inside.");
        if (head.StartsWith((byte[])[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']))
            return ("a NumPy array", TakeOther);
        if (head.Length >= 8 && head[4..8].SequenceEqual("TFL3"u8))
            return ("a TensorFlow Lite model", TakeOther);
        if (IsOnnx(head, name))
            return ("an ONNX model", $"ONNX is not served as a language model. {TakeOther}");
        if (name.EndsWith(".pb", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".msgpack", StringComparison.OrdinalIgnoreCase))
            return ("a TensorFlow or Flax model", TakeOther);
        return null;
    }

    private static ModelFileException Pickle(Faults faults) =>
        faults.Refused(ModelFileError.Pickle, "this is a PyTorch pickle, and pickle files can run code when they are opened", ConvertPickle);

    /// <summary>Protocol 2 and later begin with the PROTO opcode and their number.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> head) => head.Length >= 2 && head[0] == 0x80 && head[1] is >= 2 and <= 5;

    /// <summary>torch.save writes a zip whose entries are NAME/data.pkl, NAME/data/0…; its first entry is the pickle.</summary>
    private static bool IsTorchZip(ReadOnlySpan<byte> head) => head.StartsWith("PK\x03\x04"u8) && head.IndexOf("data.pkl"u8) >= 0;

    private static bool IsPickleName(string name) =>
        Path.GetExtension(name).ToUpperInvariant() is ".BIN" or ".PT" or ".PTH" or ".CKPT" or ".PKL" or ".PICKLE";

    /// <summary>A protobuf ModelProto: ir_version (field 1), then a field that ONNX has. Its name decides where the bytes are too few to tell.</summary>
    private static bool IsOnnx(ReadOnlySpan<byte> head, string name) =>
        name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ||
        (head.Length > 3 && head[0] == 0x08 && head[1] is >= 3 and <= 20 && head[2] is 0x12 or 0x3A or 0x42 && head.IndexOf("onnx"u8) >= 0);

    private static bool IsWebPage(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 256)]).TrimStart();
        return text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}
