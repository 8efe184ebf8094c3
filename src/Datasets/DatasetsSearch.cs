using System.Globalization;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Datasets;

/// <summary>Finds datasets by name and id.</summary>
internal sealed class DatasetsSearch(IDatasets datasets) : ISearchSource
{
    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.DatasetsRead)) return [];
        var newest = (await datasets.ListAsync(caller, cancellation)).GroupBy(v => v.DatasetId, StringComparer.Ordinal).Select(g => g.First());
        return [.. newest
            .Select(v => new SearchHit(v.DatasetId, "dataset", v.Name, Summary(v), Math.Max(SearchScore.Of(v.Name, text), Math.Max(SearchScore.Of(v.Id, text), SearchScore.Of(v.DatasetId, text))), $"/datasets/{v.Name}"))
            .Where(h => h.Score > 0)
            .OrderByDescending(h => h.Score)
            .Take(limit)];
    }

    private static string Summary(DatasetVersion version) => version.State == DatasetState.Ready
        ? string.Create(CultureInfo.InvariantCulture, $"{version.Shape.ToString().ToLowerInvariant()}, {version.Rows.Total} rows, version {version.Number}")
        : "importing";
}
