namespace Onebox.Vectors.Scoring;

/// <summary>A prepared query: the distance of any slot to it. A struct, so that search loops are compiled for each kind by itself.</summary>
internal interface IScorer
{
    /// <summary>How many nodes a graph search opens at once.</summary>
    static abstract int OpenAtOnce { get; }

    float Score(int slot);

    void Prefetch(int slot);
}

/// <summary>One way to hold vectors, and to prepare queries against them.</summary>
internal unsafe interface ISpace<TScorer>
    where TScorer : struct, IScorer
{
    /// <summary>Slots that have a row.</summary>
    int Capacity { get; }

    /// <summary>Is a distance of zero that of a vector to itself? Not so for inner products.</summary>
    bool ZeroMeansSame { get; }

    /// <param name="query">Padded to 16, of unit length where the metric is cosine. Must stay where it is while the scorer is used.</param>
    TScorer Prepare(float* query, QueryBuffer buffer);

    /// <summary>Takes a stored vector as the query, as the graph's neighbour selection does.</summary>
    TScorer PrepareStored(int slot, QueryBuffer buffer);
}
