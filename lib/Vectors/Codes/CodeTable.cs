using Onebox.Vectors.Memory;

namespace Onebox.Vectors.Codes;

/// <summary>The codes of all slots, with what a query needs to be compared with them: the rotation and the centre that residuals are taken from.
/// A row is the packed code, then the estimator's two factors (see <see cref="Encoder{TBits}"/>).</summary>
internal sealed class CodeTable : IDisposable
{
    public CodeTable(int dimensions, int bits, bool innerProduct, float[] centre, ulong seed)
    {
        Bits = bits;
        InnerProduct = innerProduct;
        Centre = centre;
        CentreSquared = centre.Sum(static c => c * c);
        Rotation = new Rotation(dimensions, seed);
        CodeBytes = Rotation.Padded / 8 * bits;
        Arena = new Arena(CodeBytes + 2 * sizeof(float));
    }

    public int Bits { get; }

    public bool InnerProduct { get; }

    /// <summary>Mean of the vectors that the table was trained on, unrotated, padded to 16.</summary>
    public float[] Centre { get; }

    public float CentreSquared { get; }

    public Rotation Rotation { get; }

    public int CodeBytes { get; }

    public Arena Arena { get; }

    public int Blocks => Rotation.Padded / 64;

    /// <summary>How many live vectors the centre was taken from; the table is trained anew when the index has outgrown it.</summary>
    public int TrainedOn { get; init; }

    public void Dispose() => Arena.Dispose();
}
