using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Api.Tasks;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Evaluating;
using Onebox.Knowledge.Index;
using Onebox.Tasks;

namespace Onebox.Knowledge;

/// <summary><c>POST</c> and <c>GET /api/knowledge/{base}/evaluations</c>, <c>GET …/evaluations/{id}</c>: measures a base by its question set.</summary>
internal sealed class EvaluateBase(Bases bases, ITasks tasks, Ids ids)
{
    private const int MostQuestions = 100_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/knowledge/{base}/evaluations", async Task<Accepted<TaskAccepted>> (string @base, EvaluateKnowledgeRequest request, HttpContext http, EvaluateBase evaluate, CancellationToken cancellation) =>
        {
            var accepted = await evaluate.RunAsync(@base, request, http.Caller(), cancellation);
            return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
        }).Allow(Actions.KnowledgeWrite).WithName("EvaluateKnowledge").WithTags("Knowledge");
        routes.MapGet("/api/knowledge/{base}/evaluations", async Task<Ok<Page<KnowledgeEvaluation>>> (string @base, Bases bases, CancellationToken cancellation) =>
            TypedResults.Ok(new Page<KnowledgeEvaluation>(Read((await bases.OpenAsync(@base, cancellation)).Index, null)))).Allow(Actions.KnowledgeWrite).WithName("ListKnowledgeEvaluations").WithTags("Knowledge");
        routes.MapGet("/api/knowledge/{base}/evaluations/{id}", async Task<Ok<KnowledgeEvaluation>> (string @base, string id, Bases bases, CancellationToken cancellation) =>
            TypedResults.Ok(Read((await bases.OpenAsync(@base, cancellation)).Index, id).SingleOrDefault() ?? throw KnowledgeErrors.EvaluationNotFound(id))).Allow(Actions.KnowledgeWrite).WithName("GetKnowledgeEvaluation").WithTags("Knowledge");
    }

    private async Task<TaskAccepted> RunAsync(string nameOrId, EvaluateKnowledgeRequest request, Caller caller, CancellationToken cancellation)
    {
        new Validation()
            .Require(request.Questions is null or { Count: > 0 and <= MostQuestions }, "questions", $"A question set has 1 to {MostQuestions} questions.")
            .Require(request.Questions?.All(q => !string.IsNullOrWhiteSpace(q.Question)) ?? true, "questions", "A question has words.")
            .Require(request.Top is null or (> 0 and <= 100), "top", "k is 1 to 100.")
            .Require(request.AtLeast?.Keys.All(Gate.Measures.Contains) ?? true, "atLeast", $"What can be asked for: {string.Join(", ", Gate.Measures)}.")
            .ThrowIfInvalid();
        var opened = await bases.OpenAsync(nameOrId, cancellation);
        if (request.Questions is { } questions) await QuestionSet.ReplaceAsync(opened.Index, questions, caller.Name, cancellation);
        var id = ids.New("kev");
        // The questions are with the base; the task's record stays small.
        var task = new NewTask<EvaluateInput>(EvaluateTask.KindName, $"Evaluate {opened.Name}", new EvaluateInput(opened.Id, id, request with { Questions = null }), caller, id);
        return new TaskAccepted(await tasks.StartAsync(task, cancellation), id);
    }

    private static List<KnowledgeEvaluation> Read(KnowledgeIndex index, string? id)
    {
        using var connection = index.Read();
        return connection.Read(r => JsonSerializer.Deserialize(r.GetString(0), ApiJson.Default.KnowledgeEvaluation)!, "SELECT record FROM evaluations WHERE $0 IS NULL OR id = $0 ORDER BY at DESC LIMIT 100", id);
    }
}
