namespace Onebox.PostgresVectors;

public sealed record PostgresVectorStoreOptions
{
    /// <summary>Where the tables are, one for each collection; made if it is not there.</summary>
    /// <value>onebox_vectors</value>
    public string Schema { get; init; } = "onebox_vectors";

    /// <summary>Neighbours of each vector in the HNSW graph (M).</summary>
    /// <value>16</value>
    public int Links { get; init; } = 16;

    /// <summary>Candidates while the graph is built (ef_construction).</summary>
    /// <value>100</value>
    public int BuildWidth { get; init; } = 100;

    /// <summary>Candidates that a search keeps (ef_search), at least as many as are asked for.</summary>
    /// <value>100</value>
    public int Width { get; init; } = 100;
}
