using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Api.Tasks;
using Onebox.Datasets.Checking;
using Onebox.Datasets.Seeing;
using Onebox.Datasets.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Tasks;

namespace Onebox.Datasets;

/// <summary><c>POST /api/datasets/{reference}/check</c>: looks at all rows again, for another tokenizer or context; what it finds replaces what the version knows.</summary>
internal sealed class CheckDataset(DatasetStore store, ModelSight sight, DataFolder data, IOptions<DatasetsOptions> options) : TaskHandler<CheckDataset.Input>
{
    public const string KindName = "dataset.check";

    public override string Kind => KindName;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/datasets/{reference}/check", StartAsync).Allow(Actions.DatasetsWrite).WithName("CheckDataset").WithTags("Datasets");

    protected override async Task RunAsync(Input input, TaskRun run, CancellationToken cancellation)
    {
        var version = await store.RequireAsync(input.VersionId, Caller.Box, cancellation);
        var measure = await sight.MeasureAsync(input.Request.Tokenizer, input.Request.ContextTokens, cancellation);
        var scratch = Path.Combine(data.Datasets, $"making-{version.Id}-check");
        run.Step("checking", "rows", version.Rows.Total);
        using var analysis = new RowAnalysis(scratch, options.Value, measure);
        var done = 0L;
        await foreach (var row in DatasetRows.ReadAsync(version.RowsPath, cancellation: cancellation))
        {
            analysis.Add(row);
            run.Report(++done);
        }

        var record = (await store.FindRecordAsync(version.Id, cancellation))!;
        var before = JsonSerializer.Deserialize(record.Details!, ApiJson.Default.DatasetDetails)!;
        var (statistics, checks) = analysis.Finish(null, cancellation);
        await store.SetDetailsAsync(version.Id, before with { Statistics = statistics, Checks = [.. before.Checks.Where(c => c.Kind == "unreadable"), .. checks] });
    }

    private static async Task<Accepted<TaskAccepted>> StartAsync(string reference, CheckDatasetRequest request, HttpContext http, DatasetStore store, ModelSight sight, ITasks tasks, CancellationToken cancellation)
    {
        new Validation().Require(request.ContextTokens is null or > 0, "contextTokens", "The context must be positive.").ThrowIfInvalid();
        var version = await store.RequireAsync(reference, http.Caller(), cancellation);
        // A tokenizer that cannot count is refused now, not by a task.
        await sight.MeasureAsync(request.Tokenizer, request.ContextTokens, cancellation);
        var taskId = await tasks.StartAsync(new NewTask<Input>(KindName, $"Check {version.Reference}", new Input(version.Id, request), http.Caller(), version.Id), cancellation);
        return TypedResults.Accepted($"/api/tasks/{taskId}", new TaskAccepted(taskId, version.Reference));
    }

    internal sealed record Input(string VersionId, CheckDatasetRequest Request);
}
