namespace Onebox.Documents.Pictures.Jpeg2000;

/// <summary>A block of coefficients, coded by itself.</summary>
internal sealed class CodeBlock(Rectangle area)
{
    public Rectangle Area => area;

    public bool Included { get; set; }

    /// <summary>Highest bit planes that hold nothing.</summary>
    public int EmptyPlanes { get; set; }

    public int LengthBits { get; set; } = 3;

    public int Passes { get; set; }

    /// <summary>What each terminated run of passes has: its passes, and its bytes.</summary>
    public List<(int Passes, List<ReadOnlyMemory<byte>> Bytes)> Runs { get; } = [];
}

/// <summary>The blocks of a band that come in one packet.</summary>
/// <param name="Across">Blocks in a row.</param>
internal sealed record PrecinctBand(CodeBlock[] Blocks, int Across, TagTree Inclusion, TagTree Empty);

/// <summary>One band of a resolution, with its coefficients.</summary>
/// <param name="high">0 the low band of both directions, 1 high across (HL), 2 high down (LH), 3 both.</param>
/// <param name="area">In its own coefficients.</param>
internal sealed class Band(int high, Rectangle area, Quantization steps, int number, int level, int levels, int depth)
{
    public int High => high;

    public Rectangle Area => area;

    public float[] Coefficients { get; } = new float[area.Width * area.Height];

    private (int Exponent, int Mantissa) Step => steps.Kind == 1 ? (steps.Steps[0].Exponent - (number == 0 ? 0 : levels - level), steps.Steps[0].Mantissa)
        : number < steps.Steps.Length ? steps.Steps[number] : throw new InvalidDataException("A band's step is missing.");

    /// <summary>Bit planes that its coefficients may have (E-2).</summary>
    public int Planes => steps.GuardBits + Step.Exponent - 1;

    /// <summary>What one is worth (E-3).</summary>
    public float Worth => steps.Kind == 0 ? 1 : MathF.ScaleB(1 + (Step.Mantissa / 2048f), depth + (high == 0 ? 0 : high == 3 ? 2 : 1) - Step.Exponent);
}
