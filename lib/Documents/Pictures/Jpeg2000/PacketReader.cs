using System.Numerics;

namespace Onebox.Documents.Pictures.Jpeg2000;

/// <summary>Deals the bytes of a tile's packets out to its code blocks (T.800, Annex B).</summary>
internal static class PacketReader
{
    private const int TerminatesAll = 4;

    /// <param name="components">Of each component its resolutions.</param>
    public static void Read(Header header, IReadOnlyList<Resolution[]> components, ReadOnlyMemory<byte> packets, Action tick)
    {
        var at = 0;
        try
        {
            foreach (var (precinct, layer, component) in Order(header, components))
            {
                tick();
                if (at >= packets.Length) return;
                at = ReadOne(header, precinct, layer, header.Codings[component]!.Style, packets, at);
            }
        }
        catch (InvalidDataException)
        {
            // Cut off: what came before still makes a picture, only a less sharp one.
        }
    }

    private static IEnumerable<(Resolution.Precinct Precinct, int Layer, int Component)> Order(Header header, IReadOnlyList<Resolution[]> components)
    {
        var all = components.SelectMany((resolutions, c) => resolutions.SelectMany((resolution, r) => resolution.Precincts.Select((precinct, p) => (precinct, c, r, p)))).ToList();
        // The five orders of B.12; each sort keeps what it does not name as it is.
        IEnumerable<(Resolution.Precinct Precinct, int C, int R, int P)> sorted = header.Order switch
        {
            0 or 1 => all.OrderBy(i => i.r).ThenBy(i => i.c).ThenBy(i => i.p),
            2 => all.OrderBy(i => i.r).ThenBy(i => i.precinct.Y).ThenBy(i => i.precinct.X).ThenBy(i => i.c).ThenBy(i => i.p),
            3 => all.OrderBy(i => i.precinct.Y).ThenBy(i => i.precinct.X).ThenBy(i => i.c).ThenBy(i => i.r).ThenBy(i => i.p),
            4 => all.OrderBy(i => i.c).ThenBy(i => i.precinct.Y).ThenBy(i => i.precinct.X).ThenBy(i => i.r).ThenBy(i => i.p),
            _ => throw new InvalidDataException("The order of the packets is unknown."),
        };
        var list = sorted.ToList();
        if (header.Order == 0)
        {
            for (var layer = 0; layer < header.Layers; layer++)
                foreach (var item in list) yield return (item.Precinct, layer, item.C);
        }
        else if (header.Order == 1)
        {
            foreach (var resolution in list.GroupBy(i => i.R))
                for (var layer = 0; layer < header.Layers; layer++)
                    foreach (var item in resolution) yield return (item.Precinct, layer, item.C);
        }
        else
        {
            foreach (var item in list)
                for (var layer = 0; layer < header.Layers; layer++) yield return (item.Precinct, layer, item.C);
        }
    }

    private static int ReadOne(Header header, Resolution.Precinct precinct, int layer, int style, ReadOnlyMemory<byte> packets, int at)
    {
        if (header.Sop && packets.Span[at..] is [0xFF, 0x91, ..]) at += 6;
        var bits = new PacketBits(packets, at);
        List<(CodeBlock Block, int Passes, int Bytes)> parts = [];
        if (bits.Bit() == 1)
            foreach (var band in precinct.Bands)
                for (var i = 0; i < band.Blocks.Length; i++) ReadBlock(bits, band, i, layer, style, parts);
        at = bits.End();
        if (header.Eph && packets.Length > at && packets.Span[at..] is [0xFF, 0x92, ..]) at += 2;
        foreach (var (block, passes, bytes) in parts)
        {
            var there = Math.Min(bytes, packets.Length - at);
            if (there < 0) throw new InvalidDataException("A packet is cut off.");
            // A run that is not terminated goes on in the next layer.
            if (block.Runs.Count == 0 || (style & TerminatesAll) != 0) block.Runs.Add((passes, [packets.Slice(at, there)]));
            else
            {
                block.Runs[0].Bytes.Add(packets.Slice(at, there));
                block.Runs[0] = (block.Runs[0].Passes + passes, block.Runs[0].Bytes);
            }

            at += bytes;
            if (at > packets.Length) throw new InvalidDataException("A packet is cut off.");
        }

        return at;
    }

    private static void ReadBlock(PacketBits bits, PrecinctBand band, int i, int layer, int style, List<(CodeBlock Block, int Passes, int Bytes)> parts)
    {
        var block = band.Blocks[i];
        var (x, y) = (i % band.Across, i / band.Across);
        if (block.Included)
        {
            if (bits.Bit() == 0) return;
        }
        else
        {
            if (!band.Inclusion.IsBelow(bits, x, y, layer + 1)) return;
            block.Included = true;
            while (!band.Empty.IsBelow(bits, x, y, block.EmptyPlanes + 1))
                if (++block.EmptyPlanes > 64) throw new InvalidDataException("A block is damaged.");
        }

        var passes = Passes(bits);
        while (bits.Bit() == 1)
            if (++block.LengthBits > 31) throw new InvalidDataException("A block is damaged.");
        block.Passes += passes;
        if ((style & TerminatesAll) == 0)
        {
            parts.Add((block, passes, Length(bits, block.LengthBits + BitOperations.Log2((uint)passes))));
            return;
        }

        for (var pass = 0; pass < passes; pass++) parts.Add((block, 1, Length(bits, block.LengthBits)));
    }

    private static int Length(PacketBits bits, int count) => count <= 30 ? bits.Bits(count) : throw new InvalidDataException("A block is damaged.");

    /// <summary>Table B.4.</summary>
    private static int Passes(PacketBits bits)
    {
        if (bits.Bit() == 0) return 1;
        if (bits.Bit() == 0) return 2;
        if (bits.Bits(2) is < 3 and var few) return 3 + few;
        if (bits.Bits(5) is < 31 and var some) return 6 + some;
        return 37 + bits.Bits(7);
    }
}
