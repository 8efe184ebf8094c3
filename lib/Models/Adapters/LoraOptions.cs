namespace Onebox.Models;

/// <summary>A low-rank adapter (Hu et al., 2021): each target matrix W computes W x + scale · B A x, where only A and B are trained.</summary>
public sealed record LoraOptions
{
    /// <summary>All matrices of a block, by their names in Hugging Face models.</summary>
    public static IReadOnlyList<string> AllTargets { get; } = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

    /// <summary>Rows of A and columns of B.</summary>
    public int Rank { get; init; } = 16;

    public double Alpha { get; init; } = 32;

    /// <summary>Which share of the adapter's inputs is dropped while training, from 0 to below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>The scale is alpha / √rank in place of alpha / rank, so that large ranks learn as fast (Kalajdzievski, 2023).</summary>
    public bool RankStabilized { get; init; }

    /// <summary>Which matrices get an adapter: some of <see cref="AllTargets"/>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = AllTargets;

    /// <summary>Of A's random beginning; B begins at zero.</summary>
    public ulong Seed { get; init; }

    public double Scale => RankStabilized ? Alpha / Math.Sqrt(Rank) : Alpha / Rank;

    internal void Validate()
    {
        if (Rank < 1) throw new ModelException("An adapter's rank is at least 1.");
        if (!(Alpha > 0)) throw new ModelException("An adapter's alpha is above 0.");
        if (!(Dropout is >= 0 and < 1)) throw new ModelException("Dropout is a share from 0 to below 1.");
        if (Targets.Count == 0) throw new ModelException("An adapter needs at least one target.");
        if (Targets.FirstOrDefault(target => !AllTargets.Contains(target, StringComparer.Ordinal)) is { } unknown) throw new ModelException($"There is no matrix {unknown}: take some of {string.Join(", ", AllTargets)}.");
    }
}
