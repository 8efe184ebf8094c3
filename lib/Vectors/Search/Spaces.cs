using Onebox.Vectors.Codes;
using Onebox.Vectors.Graph;
using Onebox.Vectors.Kernels;
using Onebox.Vectors.Scoring;
using Onebox.Vectors.Store;

namespace Onebox.Vectors.Search;

/// <summary>Chooses the compiled search and link loops for an index's metric and storage. Cosine is L2 over unit vectors.</summary>
internal static class Spaces
{
    public static Navigator Navigator(Columns columns)
        => columns.Options.Metric == VectorMetric.InnerProduct ? ForMetric<NegativeDot>(columns) : ForMetric<SquaredL2>(columns);

    /// <summary>Links by 8-bit codes where the index has them, else by the vectors: coarser codes would cost the graph its quality.</summary>
    public static Linker Linker(Columns columns)
        => columns.Codes is { Bits: 8 } codes ? CodeLinker(columns, codes)
            : columns.Options.Metric == VectorMetric.InnerProduct ? VectorLinker<NegativeDot>(columns) : VectorLinker<SquaredL2>(columns);

    public static Linker CodeLinker(Columns columns, CodeTable codes)
        => new Linker<CodeSpace<Bits8>, CodeScorer<Bits8>>(columns.Graph!, new CodeSpace<Bits8>(codes), columns.Options.BuildWidth);

    private static Linker VectorLinker<TDistance>(Columns columns)
        where TDistance : struct, IDistance
        => columns.Options.Halves
            ? new Linker<HalfSpace<TDistance>, HalfScorer<TDistance>>(columns.Graph!, new(columns.Vectors), columns.Options.BuildWidth)
            : new Linker<SingleSpace<TDistance>, SingleScorer<TDistance>>(columns.Graph!, new(columns.Vectors), columns.Options.BuildWidth);

    private static Navigator ForMetric<TDistance>(Columns columns)
        where TDistance : struct, IDistance
        => columns.Options.Halves
            ? ForVectors<HalfSpace<TDistance>, HalfScorer<TDistance>>(columns, new(columns.Vectors))
            : ForVectors<SingleSpace<TDistance>, SingleScorer<TDistance>>(columns, new(columns.Vectors));

    private static Navigator ForVectors<TExact, TExactScorer>(Columns columns, TExact exact)
        where TExact : struct, ISpace<TExactScorer>
        where TExactScorer : struct, IScorer
        => columns.Codes?.Bits switch
        {
            null => new Navigator<TExact, TExactScorer, TExact, TExactScorer>(exact, exact),
            8 => new Navigator<CodeSpace<Bits8>, CodeScorer<Bits8>, TExact, TExactScorer>(new(columns.Codes), exact),
            4 => new Navigator<CodeSpace<Bits4>, CodeScorer<Bits4>, TExact, TExactScorer>(new(columns.Codes), exact),
            3 => new Navigator<CodeSpace<Bits3>, CodeScorer<Bits3>, TExact, TExactScorer>(new(columns.Codes), exact),
            2 => new Navigator<CodeSpace<Bits2>, CodeScorer<Bits2>, TExact, TExactScorer>(new(columns.Codes), exact),
            _ => new Navigator<CodeSpace<Bits1>, CodeScorer<Bits1>, TExact, TExactScorer>(new(columns.Codes), exact),
        };
}
