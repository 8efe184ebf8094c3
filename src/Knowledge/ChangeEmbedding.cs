using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Knowledge;
using Onebox.Api.Tasks;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Store;
using Onebox.Tasks;

namespace Onebox.Knowledge;

/// <summary><c>PUT /api/knowledge/{base}/embedding</c>: asks the embedding for a vector at once, so that a wrong name is told here; the rest is a task (<see cref="ReembedTask"/>).</summary>
internal static class ChangeEmbedding
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/knowledge/{base}/embedding", HandleAsync).Allow(Actions.KnowledgeWrite).WithName("ChangeKnowledgeEmbedding").WithTags("Knowledge");

    private static async Task<Accepted<TaskAccepted>> HandleAsync(string @base, ChangeEmbeddingRequest request, HttpContext http, BaseStore store, Embedders embedders, ITasks tasks, CancellationToken cancellation)
    {
        new Validation()
            .Require(!string.IsNullOrWhiteSpace(request.Embedding), "embedding", "Name an embedding: use-lite, route:NAME, or an address and a model.")
            .Require(request.Dimensions is null or (> 0 and <= 16_384), "dimensions", "A vector has 1 to 16,384 numbers.")
            .ThrowIfInvalid();
        var record = await store.GetAsync(@base, cancellation);
        await embedders.DimensionsAsync(new KnowledgeSettings(request.Embedding, request.Dimensions), cancellation);
        var input = new ReembedInput(record.Id, request.Embedding, request.Dimensions);
        var taskId = await tasks.StartAsync(new NewTask<ReembedInput>(ReembedTask.KindName, $"Embed {record.Name} by {request.Embedding}", input, http.Caller(), record.Id), cancellation);
        return TypedResults.Accepted($"/api/tasks/{taskId}", new TaskAccepted(taskId, record.Id));
    }
}
