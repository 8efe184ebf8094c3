using CsCheck;
using Onebox.Documents.Pictures;
using Onebox.Documents.Pictures.Jpeg2000;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Tests.Pictures;

/// <summary>Files of OpenJPEG 2.5 from the corpus's label, against the label itself.</summary>
public sealed class Jpeg2000DecoderTests
{
    /// <summary>Lossless in every pixel; others as near as their rate allows.</summary>
    [Theory]
    [InlineData("label.zh.lossless.jp2", 0, 0)]
    [InlineData("label.zh.tiles.j2k", 0, 0)]
    [InlineData("label.zh.colour.jp2", 2, 0.6)]
    [InlineData("label.zh.precincts.j2k", 0, 0)]
    [InlineData("label.zh.rate.jp2", 100, 3)]
    public void Label_Decoded_IsTheLabel(string file, int worst, double mean)
    {
        var expected = PictureDecoder.Decode(CorpusFile.Bytes("label.zh.png"), new ParseLimits())!;
        var actual = Jpeg2000Decoder.Decode(CorpusFile.Bytes(file), AnyBudget());
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        var differences = expected.Gray.Zip(actual.Gray, (e, a) => Math.Abs(e - a)).ToList();
        Assert.True(differences.Max() <= worst && differences.Average() <= mean, $"worst {differences.Max()}, mean {differences.Average()}");
    }

    [Fact]
    public void CutOffPicture_ShowsWhatIsThere()
    {
        var expected = PictureDecoder.Decode(CorpusFile.Bytes("label.zh.png"), new ParseLimits())!;
        var whole = CorpusFile.Bytes("label.zh.rate.jp2");
        var actual = Jpeg2000Decoder.Decode(whole.AsMemory(0, whole.Length / 2), AnyBudget());
        Assert.True(expected.Gray.Zip(actual.Gray, (e, a) => Math.Abs(e - a)).Average() < 40);
    }

    [Theory]
    [InlineData("label.zh.tiles.j2k")]
    [InlineData("label.zh.rate.jp2")]
    public void MutatedPicture_IsReadOrRefusedInTime(string file)
    {
        var seed = CorpusFile.Bytes(file);
        // Most changes in the headers, where the numbers are.
        Gen.Select(Gen.Select(Gen.OneOf(Gen.Int[0, 160], Gen.Int[0, seed.Length - 1]), Gen.Byte).Array[1, 5], Gen.Int[0, 5]).Sample((changes, cut) =>
        {
            byte[] bytes = [.. seed];
            foreach (var (at, value) in changes) bytes[at % bytes.Length] = value;
            try
            {
                Jpeg2000Decoder.Decode(cut == 0 ? bytes.AsMemory(0, bytes.Length / 3) : bytes, AnyBudget(maxPixels: 400_000));
            }
            catch (Exception refused) when (refused is InvalidDataException or DocumentRefusedException)
            {
                // Refused.
            }
        }, iter: 50, threads: 1);
    }

    private static Budget AnyBudget(long maxPixels = 1 << 22) => new(new ParseLimits { MaxPixels = maxPixels, MaxDuration = TimeSpan.FromSeconds(20) }, TimeProvider.System, CancellationToken.None);
}
