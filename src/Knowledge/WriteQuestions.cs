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
using Onebox.Knowledge.Retrieval;
using Onebox.Serving;
using Onebox.Tasks;

namespace Onebox.Knowledge;

/// <summary><c>GET /api/knowledge/{base}/questions</c> and <c>POST …/questions/write</c>: the base's question set, and a model that writes one.</summary>
internal static class WriteQuestions
{
    private const int MostQuestions = 1000;
    private const int DefaultQuestions = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/knowledge/{base}/questions", async Task<Ok<Page<KnowledgeQuestion>>> (string @base, HttpContext http, Bases bases, CancellationToken cancellation) =>
            TypedResults.Ok(new Page<KnowledgeQuestion>(QuestionSet.Read((await bases.OpenAsync(@base, cancellation)).Index, Readership.Of(http.Caller()))))).Allow(Actions.KnowledgeWrite).WithName("ListKnowledgeQuestions").WithTags("Knowledge");
        routes.MapPost("/api/knowledge/{base}/questions/write", HandleAsync).Allow(Actions.KnowledgeWrite).WithName("WriteKnowledgeQuestions").WithTags("Knowledge");
    }

    private static async Task<Accepted<TaskAccepted>> HandleAsync(string @base, WriteQuestionsRequest request, HttpContext http, Bases bases, IServing serving, ITasks tasks, CancellationToken cancellation)
    {
        new Validation()
            .Require(request.Count is null or (> 0 and <= MostQuestions), "count", $"1 to {MostQuestions} questions can be written.")
            .Require(!string.IsNullOrEmpty(request.Route), "route", "Name the route whose model writes.")
            .ThrowIfInvalid();
        var opened = await bases.OpenAsync(@base, cancellation);
        if (serving.FindRoute(request.Route) is null) throw KnowledgeErrors.RouteUnknown(request.Route);
        var input = new WriteQuestionsInput(opened.Id, request.Route, request.Count ?? DefaultQuestions, request.Seed ?? 1);
        var taskId = await tasks.StartAsync(new NewTask<WriteQuestionsInput>(WriteQuestionsTask.KindName, $"Write questions about {opened.Name} by {request.Route}", input, http.Caller(), opened.Id), cancellation);
        return TypedResults.Accepted($"/api/tasks/{taskId}", new TaskAccepted(taskId, opened.Id));
    }
}
