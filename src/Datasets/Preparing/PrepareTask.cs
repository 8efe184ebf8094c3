using Microsoft.Extensions.Options;
using Onebox.Api.Datasets;
using Onebox.Datasets.Checking;
using Onebox.Datasets.Importing;
using Onebox.Datasets.Rows;
using Onebox.Datasets.Store;
using Onebox.Kernel.Access;
using Onebox.Tasks;

namespace Onebox.Datasets.Preparing;

/// <summary>Makes a version out of another by a recipe. Rows keep their splits and their numbers in the original file.</summary>
internal sealed class PrepareTask(VersionTools tools, IOptions<DatasetsOptions> options) : VersionTask<PrepareTask.Input>(tools)
{
    public const string KindName = "dataset.prepare";

    private readonly VersionTools _tools = tools;

    public override string Kind => KindName;

    protected override string Done => "dataset.prepared";

    protected override string VersionIdOf(Input input) => input.VersionId;

    protected override Task ReserveAsync(Input input, TaskRun run, CancellationToken cancellation) =>
        _tools.Store.ReserveAsync(new NewVersion(input.VersionId, input.Name, $"prepared from {input.FromReference}", run.TaskId, input.FromReference, input.Recipe, input.Readers), cancellation);

    protected override async Task<VersionFacts> MakeAsync(Input input, VersionFolder folder, TaskRun run, CancellationToken cancellation)
    {
        var from = await _tools.Store.RequireAsync(input.FromVersionId, Caller.Box, cancellation);
        var recipe = RecipeReader.Read(input.Recipe);
        RequireDisk(from, recipe);
        var record = (await _tools.Store.FindRecordAsync(from.Id, cancellation))!;
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using var analysis = new RowAnalysis(folder.Scratch, options.Value, RowMeasure.Characters);
        await using var writer = new RowWriter(folder.Rows);
        var lastPass = 0;
        var preparation = new Preparation(recipe, Directory.CreateDirectory(Path.Combine(folder.Making, "passes")).FullName, options.Value, (pass, passes, rows) =>
        {
            if (pass != lastPass) run.Step(passes == 1 ? "preparing" : $"preparing, pass {lastPass = pass} of {passes}", "rows", from.Rows.Total);
            lastPass = pass;
            run.Report(rows);
        });
        await preparation.RunAsync(from.RowsPath, async row =>
        {
            row = await writer.WriteAsync(row, static _ => DatasetSplits.Train, cancellation);
            counts[row.Split] = counts.GetValueOrDefault(row.Split) + 1;
            analysis.Add(row);
        }, cancellation);

        foreach (var step in preparation.Steps) await run.LogAsync($"{step.Name}: {step.RowsIn} → {step.RowsOut} rows, {step.Changed} changed{(step.Reasons.Count == 0 ? "" : $" ({string.Join(", ", step.Reasons.Select(r => $"{r.Key} {r.Value}"))})")}.");
        var hash = await writer.FinishAsync(cancellation);
        var (statistics, checks) = analysis.Finish(null, cancellation);
        var rows = new SplitCounts(counts.GetValueOrDefault(DatasetSplits.Train), counts.GetValueOrDefault(DatasetSplits.Validation), counts.GetValueOrDefault(DatasetSplits.Test));
        return new VersionFacts(from.Shape, record.RecognizedAs, record.Confidence, record.Format, hash, rows, writer.Bytes, new DatasetDetails(statistics, checks, Steps: preparation.Steps));
    }

    /// <summary>The new rows, one file between passes, and what the steps and the checks note of each row.</summary>
    private void RequireDisk(DatasetVersion from, Recipe recipe)
    {
        var noted = 2 * KeyedRows.BytesPerNote + recipe.Steps.Select(s => s.Step).OfType<IWholeStep>().Select(s => s.ScratchBytesPerRow).DefaultIfEmpty().Max();
        var bytes = from.SizeBytes * 3 + from.Rows.Total * noted;
        var free = new DriveInfo(_tools.Data.Path).AvailableFreeSpace - options.Value.KeepFreeBytes;
        if (bytes > free) throw DatasetsErrors.DiskFull(bytes, Math.Max(0, free));
    }

    internal sealed record Input(string VersionId, string Name, string FromVersionId, string FromReference, string Recipe, IReadOnlyList<string>? Readers = null);
}
