using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Weights;

/// <summary>A part's place in a split model, as its metadata states it.</summary>
/// <param name="Number">This part, counted from 0.</param>
/// <param name="Count">How many parts there are.</param>
/// <param name="TensorCount">Tensors of all parts together; null when not stated.</param>
public sealed partial record GgufSplit(int Number, int Count, long? TensorCount)
{
    /// <summary>The name of a part: <c>NAME-00001-of-00005.gguf</c>, counted from 1.</summary>
    public static string FileName(string prefix, int number, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number + 1:D5}-of-{count:D5}.gguf");

    /// <summary>Takes a part's name apart; null when the name is not that of a part.</summary>
    public static (string Prefix, int Number, int Count)? ParseFileName(string fileName)
    {
        var match = PartName().Match(fileName);
        if (!match.Success)
            return null;
        var number = int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        var count = int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        return number >= 1 && number <= count ? (match.Groups["prefix"].Value, number - 1, count) : null;
    }

    internal static GgufSplit? Of(GgufMetadata metadata, Faults faults)
    {
        if (metadata.Integer("split.count") is not { } count || count <= 1)
            return null;
        if (metadata.Integer("split.no") is not { } number || number < 0 || number >= count || count > ushort.MaxValue)
            throw faults.Corrupt("split.no and split.count do not name a part of a split model");
        return new GgufSplit((int)number, (int)count, metadata.Integer("split.tensors.count"));
    }

    [GeneratedRegex(@"^(?<prefix>.+)-(?<number>\d{5})-of-(?<count>\d{5})\.gguf$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartName();
}
