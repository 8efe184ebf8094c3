using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Evaluation;
using Onebox.Api.Tasks;
using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Runs;
using Onebox.Evaluation.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Tasks;

namespace Onebox.Evaluation;

/// <summary><c>POST /api/evaluations</c>: checks tasks and models at once, then starts the task that does it (<see cref="EvaluationTaskHandler"/>).</summary>
internal sealed class StartEvaluation(BenchmarkLoader loader, PrepareModel prepare, EvaluationStore store, ITasks tasks, IAudit audit, Ids ids, TimeProvider clock)
{
    private const int MostTasks = 100, MostModels = 16, MostShots = 64;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/evaluations", HandleAsync).Allow(Actions.ModelsWrite).WithName("StartEvaluation").WithTags("Evaluations");

    private static async Task<Accepted<TaskAccepted>> HandleAsync(EvaluationRequest request, HttpContext http, StartEvaluation start, CancellationToken cancellation)
    {
        var accepted = await start.RunAsync(request, http.Caller(), cancellation);
        return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
    }

    public async Task<TaskAccepted> RunAsync(EvaluationRequest request, Caller caller, CancellationToken cancellation)
    {
        var benchmarks = await CheckAsync(request, caller, cancellation);
        var id = ids.New(ResourceKinds.Evaluation);
        var name = request.Name ?? $"{string.Join(", ", request.Models)} on {string.Join(", ", request.Tasks.Select(NameOf))}";
        if (name.Length > EvaluationStore.LongestName) name = name[..EvaluationStore.LongestName];
        // The record first: the task must find it.
        await store.AddAsync(new EvaluationRecord { Id = id, Name = name, TaskId = "", Request = EvaluationStore.Write(request), Datasets = EvaluationReaders.Write(benchmarks), StartedBy = caller.Name, CreatedAt = clock.GetUtcNow() }, cancellation);
        var taskId = await tasks.StartAsync(new NewTask<EvaluationInput>(EvaluationTaskHandler.TaskKind, $"Evaluate {name}", new EvaluationInput(id), caller, id), cancellation);
        await store.ChangeAsync(id, r => r.TaskId = taskId);
        await audit.WriteAsync(caller, "evaluation.started", id, name, cancellation);
        return new TaskAccepted(taskId, id);
    }

    /// <returns>The tasks with one item each.</returns>
    /// <exception cref="ProblemException">Everything that can be told at once.</exception>
    public async Task<IReadOnlyList<LoadedBenchmark>> CheckAsync(EvaluationRequest request, Caller caller, CancellationToken cancellation)
    {
        new Validation()
            .Require(request.Tasks is { Count: >= 1 and <= MostTasks }, "tasks", $"Name from 1 to {MostTasks} tasks.")
            .Require(request.Tasks is null || request.Tasks.All(t => (t.Spec is null) != (t.Yaml is null)), "tasks", "A task has either a spec or YAML.")
            .Require(request.Tasks is null || request.Tasks.All(t => t.Limit is null or >= 1), "tasks", "A limit must be at least 1.")
            .Require(request.Tasks is null || request.Tasks.All(t => t.Shots is null or (>= 0 and <= MostShots)), "tasks", $"Shots must be from 0 to {MostShots}.")
            .Require(request.Tasks is null || request.Tasks.All(t => t.Folder is null || Path.IsPathRooted(t.Folder)), "tasks", "A task's folder must be absolute.")
            .Require(request.Models is { Count: >= 1 and <= MostModels }, "models", $"Name from 1 to {MostModels} models.")
            .Require(request.Models is null || request.Models.Distinct(StringComparer.Ordinal).Count() == request.Models.Count, "models", "No model may be named twice.")
            .ThrowIfInvalid();
        foreach (var model in request.Models!) await prepare.CheckAsync(model, cancellation);
        List<LoadedBenchmark> benchmarks = [];
        foreach (var task in request.Tasks!)
        {
            var loaded = await loader.LoadAsync(task with { Limit = 1 }, caller, cancellation);
            benchmarks.Add(loaded);
            if (loaded.Benchmark.Judge is not { } judge) continue;
            if (request.Models.Count < 2) throw EvaluationErrors.JudgeNeedsTwo(loaded.Benchmark.Name);
            await prepare.CheckAsync(judge.Model, cancellation);
        }

        return benchmarks;
    }

    private static string NameOf(EvaluationTask task)
    {
        if (task.Spec is { } spec) return spec.StartsWith(BenchmarkLoader.DatasetPrefix, StringComparison.Ordinal) ? spec[BenchmarkLoader.DatasetPrefix.Length..] : spec.Split(':')[0];
        return OwnTaskReader.Read(task.Yaml!).Name!;
    }
}
