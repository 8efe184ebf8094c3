using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Training;
using Onebox.Kernel.Access;
using Onebox.Training.Planning;

namespace Onebox.Training;

/// <summary><c>POST /api/training/plan</c>: what would come of a request: every setting explained, recipe, command, need, all errors.</summary>
internal sealed class PlanTraining(MakePlan makePlan)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/training/plan", async Task<Ok<TrainingPlanInfo>> (StartTrainingRequest request, HttpContext http, PlanTraining plan, CancellationToken cancellation) =>
            TypedResults.Ok(await plan.RunAsync(request, http.Caller(), cancellation)))
            // Recipes name files on the box: whoever may not train may not ask which are there.
            .Allow(Actions.TrainingWrite).WithName("PlanTraining").WithTags("Training");

    private async Task<TrainingPlanInfo> RunAsync(StartTrainingRequest request, Caller caller, CancellationToken cancellation)
    {
        var outcome = await makePlan.RunAsync(request, caller, cancellation);
        return new TrainingPlanInfo
        {
            Fields = FieldInfos.Of(outcome.Settings, outcome.Usual, outcome.Why),
            Recipe = outcome.Plan is { } plan ? RecipeWriter.Write(plan) : "",
            Command = CommandText.Of(request, outcome.Settings, outcome.Usual),
            Fit = outcome.Fit,
            Errors = outcome.Errors.All,
        };
    }
}
