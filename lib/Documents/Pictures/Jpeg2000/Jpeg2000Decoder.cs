using System.Buffers.Binary;
using Onebox.Documents.Ocr;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Pictures.Jpeg2000;

/// <summary>
/// JPEG 2000 (ITU-T T.800) → grey pixels, as OCR wants them: of a coloured picture its brightness alone is decoded where it comes as such. Not read are regions of interest,
/// orders that change, raw bits and palettes: no scanner writes them. Damaged data throws <see cref="InvalidDataException"/>; cut-off data gives what was there.
/// </summary>
internal static class Jpeg2000Decoder
{
    /// <param name="file">A JP2 file or a bare codestream.</param>
    public static OcrImage Decode(ReadOnlyMemory<byte> file, Budget budget)
    {
        var stream = Codestream.Read(Stream(file));
        PictureDecoder.CheckSize(stream.Area.Width, stream.Area.Height, budget.Limits);
        var gray = new byte[stream.Area.Width * stream.Area.Height];
        foreach (var (number, (header, packets)) in stream.Tiles)
        {
            budget.CheckTime();
            DecodeTile(stream, number, header, packets.Count == 1 ? packets[0] : packets.SelectMany(p => p.ToArray()).ToArray(), gray, budget.Tick);
        }

        return new OcrImage(stream.Area.Width, stream.Area.Height, gray);
    }

    /// <summary>The codestream inside a JP2 file's boxes.</summary>
    private static ReadOnlyMemory<byte> Stream(ReadOnlyMemory<byte> file)
    {
        if (file.Length < 12 || !file.Span[4..8].SequenceEqual("jP  "u8)) return file;
        long at = 0;
        while (at + 8 <= file.Length)
        {
            var box = file.Span[(int)at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(box);
            var head = 8;
            if (length == 1 && box.Length >= 16) (length, head) = ((long)Math.Min(long.MaxValue, BinaryPrimitives.ReadUInt64BigEndian(box[8..])), 16);
            if (length == 0 || length > file.Length - at) length = file.Length - at;
            if (length < head) break;
            if (box[4..8].SequenceEqual("jp2c"u8)) return file.Slice((int)at + head, (int)length - head);
            at += length;
        }

        throw new InvalidDataException("There is no picture in the JPEG 2000 file.");
    }

    private static void DecodeTile(Codestream stream, int number, Header header, ReadOnlyMemory<byte> packets, byte[] gray, Action tick)
    {
        var across = Rectangle.Up(stream.Area.Right - stream.Grid.X, stream.Grid.Width);
        var (x, y) = (stream.Grid.X + ((long)(number % across) * stream.Grid.Width), stream.Grid.Y + ((long)(number / across) * stream.Grid.Height));
        if (y >= stream.Area.Bottom) throw new InvalidDataException("A tile lies outside the picture.");
        var tile = new Rectangle((int)x, (int)y, (int)Math.Min(int.MaxValue, x + stream.Grid.Width), (int)Math.Min(int.MaxValue, y + stream.Grid.Height)).Cut(stream.Area);
        List<Resolution[]> components = [];
        for (var c = 0; c < stream.Components.Length; c++)
        {
            var (size, coding, steps) = (stream.Components[c], Need(header.Codings[c]), Need(header.Quantizations[c]));
            var area = tile.Over(size.StepX, size.StepY);
            components.Add([.. Enumerable.Range(0, coding.Levels + 1).Select(r => Resolution.Make(area, tile, size, coding, steps, r, tick))]);
        }

        PacketReader.Read(header, components, packets, tick);
        // The first component is the brightness, or the only one; three that are not mixed are red, green and blue, unless they are not equally fine: then the first is brightness again.
        var colours = !header.Mixed && stream.Components.Length >= 3 && stream.Components[..3].All(s => s.StepX == stream.Components[0].StepX && s.StepY == stream.Components[0].StepY) ? 3 : 1;
        var planes = Enumerable.Range(0, colours).Select(c => Samples(components[c], header.Codings[c]!, tick)).ToArray();
        for (var c = 0; c < colours; c++) Draw(planes[c], components[c][^1].Area, stream.Components[c], tile, stream.Area, gray, colours == 1 ? 1f : c switch { 0 => 0.299f, 1 => 0.587f, _ => 0.114f });
    }

    private static T Need<T>(T? setting) where T : class => setting ?? throw new InvalidDataException("The settings of a component are missing.");

    private static float[] Samples(Resolution[] resolutions, Coding coding, Action tick)
    {
        foreach (var resolution in resolutions)
            foreach (var precinct in resolution.Precincts)
                for (var b = 0; b < resolution.Bands.Length; b++)
                    foreach (var block in precinct.Bands[b].Blocks) BlockDecoder.Decode(block, resolution.Bands[b], coding, tick);
        var samples = resolutions[0].Bands[0].Coefficients;
        for (var r = 1; r < resolutions.Length; r++) samples = Wavelet.Join(samples, resolutions[r - 1].Area, resolutions[r].Bands, resolutions[r].Area, coding.Reversible, tick);
        return samples;
    }

    /// <summary>Adds a component's share to the pixels of its tile.</summary>
    private static void Draw(float[] samples, Rectangle area, ComponentSize size, Rectangle tile, Rectangle picture, byte[] gray, float share)
    {
        if (area.IsEmpty) return;
        var (shift, scale) = (size.Signed ? 0f : 1 << (size.Depth - 1), 255f / ((1 << size.Depth) - 1));
        for (var y = tile.Top; y < tile.Bottom; y++)
        {
            var row = Math.Min((y / size.StepY) - area.Top is var r && r < 0 ? 0 : r, area.Height - 1) * area.Width;
            for (var x = tile.Left; x < tile.Right; x++)
            {
                var column = Math.Clamp((x / size.StepX) - area.Left, 0, area.Width - 1);
                var value = Math.Clamp((samples[row + column] + shift) * scale, 0, 255) * share;
                ref var pixel = ref gray[((y - picture.Top) * picture.Width) + x - picture.Left];
                pixel = (byte)Math.Min(255, pixel + value + 0.5f);
            }
        }
    }
}
