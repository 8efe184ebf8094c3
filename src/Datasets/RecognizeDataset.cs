using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Onebox.Api.Datasets;
using Onebox.Datasets.Importing;
using Onebox.Datasets.Reading;
using Onebox.Datasets.Shapes;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Datasets;

/// <summary><c>POST /api/datasets/recognize</c>: what an import of this path or upload would do, without doing it.</summary>
internal sealed class RecognizeDataset(DatasetSource source, IDatasets datasets, IOptions<DatasetsOptions> options)
{
    private const int SamplesShown = 3;
    private const int SampleCharacters = 2000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/datasets/recognize", async Task<Ok<RecognitionInfo>> (ImportDatasetRequest request, HttpContext http, RecognizeDataset recognize, CancellationToken cancellation) =>
            TypedResults.Ok(await recognize.RunAsync(request, http.Caller(), cancellation))).Allow(Actions.DatasetsWrite).WithName("RecognizeDataset").WithTags("Datasets");

    private async Task<RecognitionInfo> RunAsync(ImportDatasetRequest request, Caller caller, CancellationToken cancellation)
    {
        ImportRequests.Validate(request);
        new Validation().Require(request.Url is null, "url", "Only a path or an upload can be looked at beforehand: nothing is downloaded for a look.").ThrowIfInvalid();
        if (request.Path is { } path) await datasets.RequireReadableAsync(path, caller, cancellation);
        var file = await source.OpenAsync(request, "", (_, _) => { }, _ => Task.CompletedTask, cancellation);
        var format = SourceFormats.Of(file);
        var columns = await new RowIntake(file, format, options.Value.RecognitionRows).SampleAsync(cancellation);
        var encoding = format is ParquetFormat or ExcelFormat ? null : TextEncoding.NameOf(file.Head(), request.Encoding);
        var samples = columns.Records.Take(SamplesShown).Select(r => r.GetRawText()).Select(t => t.Length > SampleCharacters ? t[..SampleCharacters] + "…" : t);
        var info = new RecognitionInfo(format.Name, encoding, [.. columns.Names], [], [.. samples]);
        try
        {
            var roles = new RoleWords(request.Roles);
            var chosen = Recognition.Choose(columns, request.Shape, request.Map, roles);
            var others = Recognition.Candidates(columns, roles).Where(c => c.Shape != chosen.Shape);
            return info with { Candidates = [.. others.Prepend(chosen).Select(c => new ShapeCandidate(c.Shape.Name, c.Confidence, c.Map.Columns, c.Why))] };
        }
        catch (ProblemException unknown)
        {
            return info with { Problem = unknown.Problem.Detail, Remedy = unknown.Problem.Remedy };
        }
    }
}
