using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.Vectors.VectorData;

/// <summary>The abstraction's names for distances and kinds of index, in ours and back.</summary>
internal static class CollectionShape
{
    public static VectorIndexOptions Options(VectorPropertyModel property, OneboxVectorStoreOptions options) => new()
    {
        Dimensions = property.Dimensions,
        Metric = property.DistanceFunction switch
        {
            null or DistanceFunction.CosineSimilarity or DistanceFunction.CosineDistance => VectorMetric.Cosine,
            DistanceFunction.DotProductSimilarity or DistanceFunction.NegativeDotProductSimilarity => VectorMetric.InnerProduct,
            DistanceFunction.EuclideanDistance or DistanceFunction.EuclideanSquaredDistance => VectorMetric.L2,
            var other => throw new NotSupportedException($"The distance function {other} is not supported; use one of cosine, dot product or Euclidean."),
        },
        Kind = property.IndexKind switch
        {
            null or IndexKind.Hnsw or IndexKind.Dynamic => VectorIndexKind.Hnsw,
            IndexKind.Flat or IndexKind.QuantizedFlat => VectorIndexKind.Exact,
            var other => throw new NotSupportedException($"The index kind {other} is not supported; use {IndexKind.Hnsw}, {IndexKind.Flat}, {IndexKind.QuantizedFlat} or {IndexKind.Dynamic}."),
        },
        Storage = property.IndexKind == IndexKind.Flat ? VectorStorage.Single : options.Storage,
        Durability = options.Durability,
        Residency = options.Residency,
    };

    /// <summary>Our distance as the score that the caller's function names.</summary>
    public static double Score(float distance, string? function) => function switch
    {
        null or DistanceFunction.CosineSimilarity => 1 - distance,
        DistanceFunction.DotProductSimilarity => -distance,
        DistanceFunction.EuclideanDistance => Math.Sqrt(Math.Max(0, distance)),
        _ => distance,
    };

    public static bool Passes(double score, double? threshold, string? function)
        => threshold is null
            || (function is null or DistanceFunction.CosineSimilarity or DistanceFunction.DotProductSimilarity ? score >= threshold : score <= threshold);
}
