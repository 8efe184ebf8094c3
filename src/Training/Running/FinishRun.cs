using System.Text;
using System.Text.Json;
using Onebox.Api.Training;
using Onebox.Catalog;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Tasks;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

/// <summary>Puts the lineage beside the weights and brings both into the catalog. May be repeated after a crash.</summary>
internal sealed class FinishRun(RunFolders folders, IProducedModels models, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Readable = new(Planning.SettingText.Json) { WriteIndented = true, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    /// <exception cref="ProblemException">The catalog refuses the model: its name is taken by now, say.</exception>
    public async Task<RunRecord> RunAsync(LiveRun live, TaskRun task, CancellationToken cancellation)
    {
        var run = await live.ReadAsync();
        var folder = folders.Of(run.Id);
        if (Directory.Exists(folder.Model))
        {
            await WriteAsync(folder, "lineage.json", JsonSerializer.SerializeToUtf8Bytes(LineageOf(run, live.State), Readable));
            await WriteAsync(folder, "recipe.yaml", Encoding.UTF8.GetBytes(run.Recipe));
        }

        var model = await models.AddAsync(new ProducedModel(run.ModelId, run.Name, $"training run {run.Name}", task.TaskId, folder.Model), task.StartedBy, cancellation);
        await task.LogAsync($"The model {model.Name} is in the catalog: 'onebox deploy {model.Name}' lets it answer, 'onebox eval run --models {run.ReadPlan().Base?.Name ?? "BASE"},{model.Name}' compares it.");
        return await live.ChangeAsync(r =>
        {
            (r.State, r.ModelName, r.EndedAt) = (TrainingState.Finished, model.Name, clock.GetUtcNow());
            r.Fail(null);
        });
    }

    private static Task WriteAsync(RunFolder folder, string name, byte[] content) => DurableFile.WriteAsync(Path.Combine(folder.Model, name), content);

    private Lineage LineageOf(RunRecord run, LiveState state)
    {
        var plan = run.ReadPlan();
        var info = run.ToInfo(state);
        return new Lineage(
            1, run.Name, run.Id, plan.Base?.Name, plan.Base?.ModelId, plan.Base?.ContentHash, info.Data, run.Recipe, plan.Settings.Seed, run.Threads, run.CodeVersion,
            state.Step, state.Tokens, state.Losses, run.StartedAt ?? run.CreatedAt, clock.GetUtcNow());
    }
}
