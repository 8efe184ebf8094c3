using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.PostgresVectors;

/// <summary>The abstraction's names for distances and kinds of index in pgvector's terms.</summary>
/// <param name="Operator">Between two vectors, smaller is nearer.</param>
/// <param name="OperatorClass">For the index.</param>
internal sealed record Distance(string Operator, string OperatorClass)
{
    /// <summary>What pgvector's HNSW takes of its type <c>vector</c>.</summary>
    private const int MostIndexed = 2000;

    public static Distance Of(VectorPropertyModel property) => property.DistanceFunction switch
    {
        null or DistanceFunction.CosineSimilarity or DistanceFunction.CosineDistance => new Distance("<=>", "vector_cosine_ops"),
        DistanceFunction.DotProductSimilarity or DistanceFunction.NegativeDotProductSimilarity => new Distance("<#>", "vector_ip_ops"),
        DistanceFunction.EuclideanDistance or DistanceFunction.EuclideanSquaredDistance => new Distance("<->", "vector_l2_ops"),
        DistanceFunction.ManhattanDistance => new Distance("<+>", "vector_l1_ops"),
        var other => throw new NotSupportedException($"The distance function {other} is not supported; use one of cosine, dot product, Euclidean or Manhattan."),
    };

    /// <returns>False: every search looks at every vector.</returns>
    public static bool IsIndexed(VectorPropertyModel property) => property.IndexKind switch
    {
        IndexKind.Flat => false,
        null or IndexKind.Hnsw or IndexKind.Dynamic when property.Dimensions <= MostIndexed => true,
        null or IndexKind.Hnsw or IndexKind.Dynamic => throw new NotSupportedException($"pgvector indexes at most {MostIndexed} dimensions; this collection has {property.Dimensions}. Use {IndexKind.Flat}."),
        var other => throw new NotSupportedException($"The index kind {other} is not supported; use {IndexKind.Hnsw}, {IndexKind.Flat} or {IndexKind.Dynamic}."),
    };

    /// <summary>The operator's value as the score that the caller's function names.</summary>
    public static double Score(double distance, string? function) => function switch
    {
        null or DistanceFunction.CosineSimilarity => 1 - distance,
        DistanceFunction.DotProductSimilarity => -distance,
        DistanceFunction.EuclideanSquaredDistance => distance * distance,
        _ => distance,
    };

    public static bool Passes(double score, double? threshold, string? function) =>
        threshold is null || (function is null or DistanceFunction.CosineSimilarity or DistanceFunction.DotProductSimilarity ? score >= threshold : score <= threshold);
}
