using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Datasets;
using Onebox.Datasets.Rows;
using Onebox.Datasets.Seeing;
using Onebox.Datasets.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Datasets;

/// <summary><c>GET /api/datasets/{reference}/preview?offset=&amp;limit=&amp;split=&amp;template=</c>: rows as they are, and as a model would see them.</summary>
internal sealed class PreviewDataset(DatasetStore store, ModelSight sight)
{
    private const int MaxRows = 100;
    private const int MaxCharacters = 20_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/datasets/{reference}/preview", async Task<Ok<DatasetPreview>> (string reference, HttpContext http, PreviewDataset preview, CancellationToken cancellation, long offset = 0, int limit = 10, string? split = null, string? template = null) =>
            TypedResults.Ok(await preview.RunAsync(reference, http.Caller(), offset, limit, split, template, cancellation))).Allow(Actions.DatasetsRead).WithName("PreviewDataset").WithTags("Datasets");

    private async Task<DatasetPreview> RunAsync(string reference, Caller caller, long offset, int limit, string? split, string? template, CancellationToken cancellation)
    {
        new Validation()
            .Require(offset >= 0, "offset", "The offset must not be negative.")
            .Require(limit is >= 1 and <= MaxRows, "limit", $"The limit is from 1 to {MaxRows}.")
            .Require(split is null || DatasetSplits.All.Contains(split, StringComparer.Ordinal), "split", "The split is train, validation or test.")
            .ThrowIfInvalid();
        var version = await store.RequireAsync(reference, caller, cancellation);
        var eyes = template is null ? null : await sight.EyesAsync(template, cancellation);
        var rows = new List<PreviewRow>();
        var at = 0L;
        await foreach (var row in DatasetRows.ReadAsync(version.RowsPath, split, cancellation))
        {
            if (at++ < offset) continue;
            rows.Add(Shown(row, eyes));
            if (rows.Count == limit) break;
        }

        var total = split switch { null => version.Rows.Total, DatasetSplits.Train => version.Rows.Train, DatasetSplits.Validation => version.Rows.Validation, _ => version.Rows.Test };
        return new DatasetPreview(version.Reference, version.Shape.ToString().ToLowerInvariant(), offset, total, rows, eyes?.Name, eyes?.Notice);
    }

    private static PreviewRow Shown(DatasetRow row, ModelEyes? eyes)
    {
        var parts = RowText.Parts(row).Select(p => new PreviewPart(p.Name, Cut(p.Text))).ToList();
        var shown = new PreviewRow(row.Id, row.Split, row.Row, parts);
        return eyes is null ? shown : eyes.Look(row, shown);
    }

    private static string Cut(string text) => text.Length > MaxCharacters ? text[..MaxCharacters] + "…" : text;
}
