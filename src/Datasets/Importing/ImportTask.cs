using Microsoft.Extensions.Options;
using Onebox.Api.Datasets;
using Onebox.Datasets.Checking;
using Onebox.Datasets.Reading;
using Onebox.Datasets.Rows;
using Onebox.Datasets.Seeing;
using Onebox.Datasets.Shapes;
using Onebox.Datasets.Store;
using Onebox.Tasks;

namespace Onebox.Datasets.Importing;

/// <summary>Takes a file as a new version: fetch → recognise → convert row by row, looked at on the way → checks and statistics.</summary>
internal sealed class ImportTask(VersionTools tools, DatasetSource source, ModelSight sight, IOptions<DatasetsOptions> options) : VersionTask<ImportTask.Input>(tools)
{
    public const string KindName = "dataset.import";

    private readonly VersionTools _tools = tools;

    public override string Kind => KindName;

    protected override string Done => "dataset.imported";

    protected override string VersionIdOf(Input input) => input.VersionId;

    protected override Task ReserveAsync(Input input, TaskRun run, CancellationToken cancellation) =>
        _tools.Store.ReserveAsync(new NewVersion(input.VersionId, input.Name, input.Source, run.TaskId, Readers: input.Request.Readers), cancellation);

    protected override async Task<VersionFacts> MakeAsync(Input input, VersionFolder folder, TaskRun run, CancellationToken cancellation)
    {
        var request = input.Request;
        if (request.Url is not null) run.Step("downloading", "bytes");
        var file = await source.OpenAsync(request, folder.Source, (bytes, total) => run.Report(bytes, total), text => run.LogAsync(text, "warning"), cancellation);
        RequireDisk(file.SizeBytes);
        run.Step("recognising", "rows");
        var format = SourceFormats.Of(file);
        var intake = new RowIntake(file, format, options.Value.RecognitionRows);
        var columns = await intake.SampleAsync(cancellation);
        var chosen = Recognition.Choose(columns, request.Shape, request.Map, new RoleWords(request.Roles));
        await run.LogAsync($"{format.Name}{(file.Part is { } part ? $", sheet '{part}'" : "")}, taken as {chosen.Shape.Name} ({chosen.Confidence:0.00}): {chosen.Why}.");
        var measure = await sight.MeasureAsync(request.Tokenizer, request.ContextTokens, cancellation);

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var unreadable = new Findings();
        using var analysis = new RowAnalysis(folder.Scratch, options.Value, measure);
        await using var writer = new RowWriter(folder.Rows);
        run.Step("converting", "bytes", file.SizeBytes);
        await intake.ConvertAsync(chosen.Map, writer, new SplitChoice(request.Shares ?? SplitChoice.Usual), row =>
        {
            counts[row.Split] = counts.GetValueOrDefault(row.Split) + 1;
            analysis.Add(row);
        }, unreadable, bytes => run.Report(bytes), cancellation);
        if (writer.Rows == 0) throw unreadable.Count > 0 ? DatasetsErrors.NothingTaken(unreadable.Count, $"row {unreadable.Rows[0].Row} {unreadable.Rows[0].Detail}") : DatasetsErrors.NoRows();
        if (unreadable.Count > 0) await run.LogAsync($"{unreadable.Count} rows were left out; row {unreadable.Rows[0].Row} {unreadable.Rows[0].Detail}.", "warning");

        run.Step("checking", "rows", writer.Rows, writer.Rows);
        var hash = await writer.FinishAsync(cancellation);
        var (statistics, checks) = analysis.Finish(unreadable, cancellation);
        var rows = new SplitCounts(counts.GetValueOrDefault(DatasetSplits.Train), counts.GetValueOrDefault(DatasetSplits.Validation), counts.GetValueOrDefault(DatasetSplits.Test));
        var details = new DatasetDetails(statistics, checks, unreadable.Count, [.. columns.Names], chosen.Map.Columns);
        return new VersionFacts(chosen.Shape.Becomes, chosen.Shape.Name, chosen.Confidence, format.Name, hash, rows, writer.Bytes, details);
    }

    protected override Task ReleaseAsync(Input input) => source.ReleaseAsync(input.Request);

    /// <summary>Rows take about as much as the file, and as much again while they are analysed.</summary>
    private void RequireDisk(long fileBytes)
    {
        var free = new DriveInfo(_tools.Data.Path).AvailableFreeSpace - options.Value.KeepFreeBytes;
        if (fileBytes * 2 > free) throw DatasetsErrors.DiskFull(fileBytes * 2, Math.Max(0, free));
    }

    internal sealed record Input(string VersionId, string Name, string Source, ImportDatasetRequest Request);
}
