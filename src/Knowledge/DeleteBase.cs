using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Ingestion;
using Onebox.Knowledge.OpenAI;
using Onebox.Knowledge.Store;
using Onebox.Tasks;

namespace Onebox.Knowledge;

/// <summary><c>DELETE /api/knowledge/{base}</c>: with everything that was read into it. The files that it was filled from stay, but for those that were sent to it.</summary>
internal static class DeleteBase
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/knowledge/{base}", HandleAsync).Allow(Actions.KnowledgeWrite).WithName("DeleteKnowledgeBase").WithTags("Knowledge");

    private static async Task<NoContent> HandleAsync(string @base, HttpContext http, Bases bases, BaseStore store, RunningIngestions running, ITasks tasks, AttachedRoutes attached, IAudit audit, CancellationToken cancellation)
    {
        await RunAsync(await store.GetAsync(@base, cancellation), http.Caller(), bases, store, running, tasks, attached, audit, cancellation);
        return TypedResults.NoContent();
    }

    public static async Task RunAsync(BaseRecord record, Caller caller, Bases bases, BaseStore store, RunningIngestions running, ITasks tasks, AttachedRoutes attached, IAudit audit, CancellationToken cancellation)
    {
        foreach (var task in running.Of(record.Id))
        {
            await tasks.CancelAsync(task, cancellation);
            await tasks.WaitAsync(task, cancellation);
        }

        attached.Set(record.Id, null);
        await store.RemoveAsync(record.Id, cancellation);
        bases.Delete(record.Id);
        await audit.WriteAsync(caller, "knowledge.deleted", record.Id, record.Name, cancellation);
    }
}
