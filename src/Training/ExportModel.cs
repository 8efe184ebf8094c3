using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Tasks;
using Onebox.Api.Training;
using Onebox.Catalog;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Llama;
using Onebox.Tasks;
using Onebox.Training.Exporting;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary><c>POST /api/models/{nameOrId}/export</c>: a task that writes a model in another form. <c>GET /api/models/exports/{taskId}</c>: what it has written.</summary>
internal sealed class ExportModel(ICatalog catalog, RunStore runs, RunFolders folders, DataFolder data, ITasks tasks, IAudit audit)
{
    private static readonly string[] Formats = ["gguf", "safetensors", "peft", "gguf-lora"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/models/{nameOrId}/export", async Task<Accepted<TaskAccepted>> (string nameOrId, ExportModelRequest request, HttpContext http, ExportModel export, CancellationToken cancellation) =>
        {
            var accepted = await export.RunAsync(nameOrId, request, http.Caller(), cancellation);
            return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
        }).Allow(Actions.ModelsWrite).WithName("ExportModel").WithTags("Models");
        routes.MapGet("/api/models/exports/{taskId}", async Task<Ok<ExportInfo>> (string taskId, RunStore runs, CancellationToken cancellation) =>
            TypedResults.Ok(JsonSerializer.Deserialize(await runs.FindExportAsync(taskId, cancellation) ?? throw TrainingErrors.ExportNotFound(taskId), ApiJson.Default.ExportInfo)!)).Allow(Actions.ModelsRead).WithName("GetExport").WithTags("Models");
    }

    private async Task<TaskAccepted> RunAsync(string nameOrId, ExportModelRequest request, Caller caller, CancellationToken cancellation)
    {
        var model = await catalog.FindAsync(nameOrId, cancellation) ?? throw TrainingErrors.ModelNotFound(nameOrId);
        var format = request.Format.ToLowerInvariant();
        QuantizedType type = default;
        new Validation()
            .Require(Formats.Contains(format), "format", $"The format must be one of {string.Join(", ", Formats)}.")
            .Require(Path.IsPathRooted(request.Path), "path", "The path must be absolute: the box does not know your working folder.")
            .Require(request.Quantization is null || Enum.TryParse(request.Quantization, ignoreCase: true, out type), "quantization", $"There is no quantization {request.Quantization}; there are {string.Join(", ", Enum.GetNames<QuantizedType>())}.")
            .Require(request.Sample is null || File.Exists(request.Sample), "sample", $"There is no file {request.Sample} on the box.")
            .ThrowIfInvalid();
        var target = Path.GetFullPath(request.Path);
        if (target.StartsWith(data.Path + "/", StringComparison.Ordinal) && request.Overwrite) throw TrainingErrors.ExportTargetTaken(target);
        ExportTask.RequireFree(target, request.Overwrite);
        if (model.State != ModelState.Ready) throw TrainingErrors.ModelNotReady(model.Name);
        if (format is "peft" or "gguf-lora") await RequireAdapterAsync(model, cancellation);

        // llama.cpp's types are GGUF's own: another form goes without, and says so.
        var (quantized, notice) = (request.Quantization, format) switch
        {
            (null, _) => ((string?)null, (string?)null),
            (_, "gguf") => ($"{type}", null),
            _ => (null, $"{type} was left out: only GGUF is quantized; {format} is written in the precision that it has."),
        };
        var input = new ExportInput(model.Id, format, target, quantized, request.Sample, request.Overwrite, notice);
        var taskId = await tasks.StartAsync(new NewTask<ExportInput>(ExportTask.TaskKind, $"Export {model.Name} as {format}{(input.Quantization is null ? "" : $" {input.Quantization}")}", input, caller, model.Id), cancellation);
        await audit.WriteAsync(caller, "model.exported", model.Id, $"{model.Name} as {format} to {target}", CancellationToken.None);
        return new TaskAccepted(taskId, model.Id);
    }

    private async Task RequireAdapterAsync(Model model, CancellationToken cancellation)
    {
        if (await runs.FindMakerAsync(model.Id, cancellation) is not { } run || !Directory.Exists(folders.Of(run.Id).Adapter)) throw TrainingErrors.NoAdapter(model.Name);
    }
}
