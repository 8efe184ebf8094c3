using System.Globalization;
using Onebox.Api.Datasets;

namespace Onebox.Datasets.Rows;

/// <summary>
/// Which split a row falls into, by its id: the first 32 bits of the id as a fraction of their range, held against the shares. A row stays
/// where it is when others are added, and the same content is never in two splits.
/// </summary>
internal sealed class SplitChoice
{
    /// <summary>When nobody says otherwise.</summary>
    public static readonly SplitShares Usual = new(0.9, 0.05, 0.05);

    private readonly ulong _validationFrom;
    private readonly ulong _testFrom;

    public SplitChoice(SplitShares shares)
    {
        const double range = 1L << 32;
        _validationFrom = (ulong)Math.Round(shares.Train * range);
        _testFrom = (ulong)Math.Round((shares.Train + shares.Validation) * range);
    }

    public string Of(string id)
    {
        var at = ulong.Parse(id.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return at < _validationFrom ? DatasetSplits.Train : at < _testFrom ? DatasetSplits.Validation : DatasetSplits.Test;
    }

    /// <summary>What a file's own word for a split means; null when it is none.</summary>
    public static string? Known(string? word) => word?.Trim().ToLowerInvariant() switch
    {
        "train" or "training" => DatasetSplits.Train,
        "validation" or "valid" or "val" or "dev" or "development" or "eval" => DatasetSplits.Validation,
        "test" or "testing" or "held-out" or "heldout" => DatasetSplits.Test,
        _ => null,
    };
}
