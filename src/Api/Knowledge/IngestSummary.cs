using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Api.Knowledge;

/// <summary>What became of the files of one ingestion: a line of its task's log.</summary>
/// <param name="PassedOver">Hidden files and folders, links, and what programs keep beside a file that is open.</param>
public sealed partial record IngestSummary(int Read, int Unchanged, int Failed, int Renamed, int Removed, int PassedOver = 0)
{
    /// <summary>The files that were looked at.</summary>
    public int Files => Read + Unchanged + Failed;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Read} read, {Unchanged} unchanged, {Failed} failed, {Renamed} renamed, {Removed} removed{(PassedOver == 0 ? "" : $", {PassedOver} passed over")}");

    /// <returns>Null for another line.</returns>
    public static IngestSummary? Parse(string line)
    {
        var match = Line().Match(line);
        int Number(string name) => int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
        return match.Success ? new IngestSummary(Number("read"), Number("unchanged"), Number("failed"), Number("renamed"), Number("removed"), match.Groups["over"].Success ? Number("over") : 0) : null;
    }

    [GeneratedRegex(@"^(?<read>[0-9]{1,9}) read, (?<unchanged>[0-9]{1,9}) unchanged, (?<failed>[0-9]{1,9}) failed, (?<renamed>[0-9]{1,9}) renamed, (?<removed>[0-9]{1,9}) removed(, (?<over>[0-9]{1,9}) passed over)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
