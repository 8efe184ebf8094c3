using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Models;
using Onebox.Catalog.Advice;
using Onebox.Catalog.Sizing;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Catalog;

/// <summary><c>POST /api/models/advise</c>: from model, users and method to the smallest box that suffices, with the arithmetic.</summary>
internal static class AdviseBox
{
    private const int UsualContext = 4096;
    private const int UsualTrainingSequence = 2048;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/models/advise", HandleAsync).Allow(Actions.ModelsRead).WithName("AdviseBox").WithTags("Models");

    private static async Task<Ok<BoxAdvice>> HandleAsync(AdviseRequest request, FindSized find, CancellationToken cancellation)
    {
        new Validation()
            .Require(!string.IsNullOrWhiteSpace(request.Model), "model", "Name a model or a preset.")
            .Require(request.Users is > 0 and <= 100_000, "users", "There must be from 1 to 100000 users.")
            .Require(request.Method is "serve" or "lora" or "qlora" or "full", "method", "The method must be serve, lora, qlora or full.")
            .Require(request.ContextTokens is null or (> 0 and <= 1 << 26), "contextTokens", "The context must have from 1 to 67108864 tokens.")
            .ThrowIfInvalid();
        var (model, _) = await find.RunAsync(request.Model, request.Quantization, cancellation);
        var usual = request.Method == "serve" ? UsualContext : UsualTrainingSequence;
        var context = request.ContextTokens ?? Math.Min(model.Facts.ContextLength ?? usual, usual);
        return TypedResults.Ok(new BoxAdvisor(model, request, context).Advise());
    }
}
