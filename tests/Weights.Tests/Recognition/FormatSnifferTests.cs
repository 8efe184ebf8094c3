using System.IO.Compression;

namespace Onebox.Weights.Tests;

public sealed class FormatSnifferTests
{
    [Theory]
    [InlineData("80028A0A6CFC9C46F9206AA850192E", "pytorch_model.bin")] // torch's old format: a pickle of a magic number
    [InlineData("80047D2E", "renamed.gguf")]
    [InlineData("286470300A2E", "weights.pkl")] // protocol 0 has no mark of its own: the name tells
    public void Pickle_UnderAnyName_IsRefusedAsOne(string head, string name)
    {
        var error = Samples.Refused(Convert.FromHexString(head), name);

        Assert.Equal(ModelFileError.Pickle, error.Error);
        Assert.Contains("can run code", error.Message, StringComparison.Ordinal);
        Assert.Contains("safetensors", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void TorchZip_IsRefusedAsPickleAndOtherZipsAsArchives()
    {
        Assert.Equal(ModelFileError.Pickle, Samples.Refused(Zip("archive/data.pkl"), "model.pt").Error);
        Assert.Equal(ModelFileError.UnsupportedFormat, Samples.Refused(Zip("model.gguf"), "model.zip").Error);
    }

    [Theory]
    [InlineData("894844460D0A1A0A", "model.h5", "HDF5")]
    [InlineData("08081207707974", "model.onnx", "ONNX")]
    [InlineData("6C6D6767", "ggml-model.bin", "before GGUF")]
    [InlineData("746A676703000000", "ggml-model-q4.bin", "before GGUF")]
    [InlineData("1F8B0800", "model.tar.gz", "archive")]
    [InlineData("934E554D5059", "w.npy", "NumPy")]
    [InlineData("1C00000054464C33", "m.tflite", "TensorFlow Lite")]
    public void ForeignFormat_IsRefusedByItsName(string head, string name, string named)
    {
        var error = Samples.Refused(Convert.FromHexString(head), name);

        Assert.Equal(ModelFileError.UnsupportedFormat, error.Error);
        Assert.Contains(named, error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\n")]
    [InlineData("<!DOCTYPE html><html>")]
    [InlineData("\n<html lang=en>")]
    public void StandIn_ForTheModel_IsToldApart(string text) =>
        Assert.Equal(ModelFileError.NotDownloaded, Samples.Refused(System.Text.Encoding.UTF8.GetBytes(text)).Error);

    [Theory]
    [InlineData("", ModelFileError.Truncated)]
    [InlineData("GG", ModelFileError.Truncated)]
    [InlineData("hello", ModelFileError.BadMagic)]
    public void OtherBytes_AreRefused(string text, ModelFileError expected) =>
        Assert.Equal(expected, Samples.Refused(System.Text.Encoding.UTF8.GetBytes(text)).Error);

    [Fact]
    public void SafetensorsHeader_ThatBeginsLikeAPickle_IsStillSafetensors()
    {
        // A header of 0x280 bytes begins with the bytes 80 02, as pickles do.
        var header = """{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""".PadRight(0x280);

        Assert.Equal(ModelFileFormat.Safetensors, Samples.Read(Samples.Safetensors(header, 0)).Format);
    }

    [Fact]
    public void Path_WithoutFile_IsNotFound() =>
        Assert.Equal(ModelFileError.NotFound, Assert.Throws<ModelFileException>(() => ModelFile.Open("/nowhere/model.gguf")).Error);

    [Fact]
    public void Stream_ThatCannotSeek_IsRefused() =>
        Assert.Equal(ModelFileError.Unreadable, Assert.Throws<ModelFileException>(() => ModelFile.Read(new CountingStream(Stream.Null), "pipe")).Error);

    private static byte[] Zip(string entry)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = zip.CreateEntry(entry).Open();
            content.Write([1, 2, 3]);
        }
        return stream.ToArray();
    }
}
