using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Models;
using Onebox.Catalog.Sizing;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Catalog;

/// <summary><c>POST /api/models/fit</c>: what a model or preset would need, and whether it fits this box now.</summary>
internal sealed class FitModel(FindSized find, ILendableDevices devices)
{
    private const int UsualContext = 4096;
    private const int UsualBatch = 512;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/models/fit", async Task<Ok<FitReport>> (FitRequest request, FitModel fit, CancellationToken cancellation) =>
            TypedResults.Ok(await fit.RunAsync(request, cancellation))).Allow(Actions.ModelsRead).WithName("FitModel").WithTags("Models");

    private async Task<FitReport> RunAsync(FitRequest request, CancellationToken cancellation)
    {
        new Validation()
            .Require(!string.IsNullOrWhiteSpace(request.Model), "model", "Name a model or a preset.")
            .Require(request.ContextTokens is null or (> 0 and <= 1 << 26), "contextTokens", "The context must have from 1 to 67108864 tokens.")
            .Require(request.Parallel is > 0 and <= 4096, "parallel", "There must be from 1 to 4096 sequences.")
            .Require(request.BatchTokens is null or (> 0 and <= 1 << 16), "batchTokens", "The batch must have from 1 to 65536 tokens.")
            .ThrowIfInvalid();
        if (request.Training is { } training) TrainingMemory.Validate(training);

        var (model, smaller) = await find.RunAsync(request.Model, request.Quantization, cancellation);
        var context = request.ContextTokens ?? Math.Min(model.Facts.ContextLength ?? UsualContext, UsualContext);
        var shape = new ServingShape(context, request.Parallel, (request.KeyValueType ?? "f16").ToLowerInvariant(), request.BatchTokens ?? UsualBatch);
        var wish = new Wish(model, shape, request.Training, smaller);
        return FitReports.Of(wish, await devices.ReadAsync(cancellation));
    }
}
