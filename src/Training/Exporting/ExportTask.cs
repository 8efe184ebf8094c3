using System.Globalization;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Training;
using Onebox.Catalog;
using Onebox.Kernel.Files;
using Onebox.Tasks;
using Onebox.Training.Running;
using Onebox.Training.Store;
using Onebox.Weights;

namespace Onebox.Training.Exporting;

/// <param name="Format"><c>gguf</c>, <c>safetensors</c>, <c>peft</c> or <c>gguf-lora</c>.</param>
/// <param name="Notice">What was asked for and does not apply.</param>
internal sealed record ExportInput(string ModelId, string Format, string Target, string? Quantization, string? Sample, bool Overwrite = false, string? Notice = null);

/// <summary>
/// The task <c>model.export</c>: into a folder beside the target, then one rename. Adapters and unchanged GGUF files are copied here; whatever needs native code, a worker
/// does. Cancelled, failed or begun again, it leaves nothing half-made.
/// </summary>
internal sealed class ExportTask(ICatalog catalog, ILicences licences, RunStore runs, RunFolders folders, SampleText samples, ExportWorker worker, TimeProvider clock) : TaskHandler<ExportInput>
{
    public const string TaskKind = "model.export";

    public override string Kind => TaskKind;

    protected override async Task RunAsync(ExportInput input, TaskRun run, CancellationToken cancellation)
    {
        var model = await catalog.FindAsync(input.ModelId, cancellation) ?? throw TrainingErrors.ModelNotFound(input.ModelId);
        // Named by the task: what lies under another name there is somebody else's.
        var part = $"{input.Target}.{run.TaskId}.part";
        Remove(part);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(input.Target)!);
            Directory.CreateDirectory(part);
            var written = Path.Combine(part, Path.GetFileName(input.Target));
            var loss = await WriteAsync(input, model, written, part, run, cancellation);
            var files = await HashAsync(written, run, cancellation);
            RequireFree(input.Target, input.Overwrite);
            DurableFile.Move(written, input.Target);
            await runs.SaveExportAsync(run.TaskId, JsonSerializer.Serialize(new ExportInfo(model.Name, input.Format, input.Target, files, loss, input.Notice), ApiJson.Default.ExportInfo));
            await run.LogAsync(string.Create(CultureInfo.InvariantCulture, $"Written to {input.Target}: {files.Count} files, {files.Sum(f => f.SizeBytes)} bytes."));
            if (input.Notice is { } notice) await run.LogAsync(notice, "warning");
            if (loss is not null) await run.LogAsync(string.Create(CultureInfo.InvariantCulture, $"Measured on {loss.Tokens} tokens of {loss.Sample}: perplexity {loss.PerplexityBefore:0.0000} before and {loss.PerplexityAfter:0.0000} after, divergence {loss.MeanKullbackLeibler:0.000000} nats a token, the same likeliest word at {loss.SameTopToken * 100:0.00} % of the places."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw TrainingErrors.ExportFailed(input.Target, error);
        }
        finally
        {
            Remove(part);
        }
    }

    /// <exception cref="Kernel.ProblemException"><c>export.target_taken</c>.</exception>
    public static void RequireFree(string target, bool overwrite)
    {
        if (Directory.Exists(target) || (File.Exists(target) && !overwrite)) throw TrainingErrors.ExportTargetTaken(target);
    }

    /// <returns>What quantizing cost; null when nothing was quantized.</returns>
    private async Task<QualityLoss?> WriteAsync(ExportInput input, Model model, string written, string part, TaskRun run, CancellationToken cancellation)
    {
        if (input.Format is "peft" or "gguf-lora")
        {
            var made = folders.Of((await runs.FindMakerAsync(model.Id, cancellation) ?? throw TrainingErrors.NoAdapter(model.Name)).Id);
            await CopyAsync(input.Format == "peft" ? made.Adapter : made.GgufAdapter, written, run, cancellation);
            return null;
        }

        if (input.Quantization is null && input.Format == model.Format)
        {
            await CopyAsync(input.Format == "gguf" && model.WeightFiles.Take(2).Count() == 1 ? model.MainFile : model.Folder, written, run, cancellation);
            return null;
        }

        var (sample, name) = input.Quantization is null ? (null, "") : await samples.FindAsync(model, input.Sample, part, cancellation);
        var plan = new ExportPlan(input.Format, model.Folder, model.Format == "gguf" ? model.MainFile : null, written, input.Quantization, sample, name, Threads: 0, await CardAsync(model, cancellation));
        return (await worker.RunAsync(plan, model, Path.Combine(part, "result.json"), run, cancellation)).Loss;
    }

    private async Task<ModelCard> CardAsync(Model model, CancellationToken cancellation) =>
        new(model.Name, licences.Of(model).Name, BaseModel: (await runs.FindMakerAsync(model.Id, cancellation))?.ReadPlan().Base?.Name);

    private static async Task CopyAsync(string from, string to, TaskRun run, CancellationToken cancellation)
    {
        var single = File.Exists(from);
        List<string> files = single ? [from] : [.. Directory.EnumerateFiles(from)];
        if (!single) Directory.CreateDirectory(to);
        run.Step("copying", "bytes", files.Sum(f => new FileInfo(f).Length));
        var done = 0L;
        foreach (var file in files)
        {
            await using var source = File.OpenRead(file);
            await using var target = new FileStream(single ? to : Path.Combine(to, Path.GetFileName(file)), FileMode.CreateNew);
            await source.CopyToAsync(target, 1 << 20, cancellation);
            target.Flush(flushToDisk: true);
            run.Report(done += source.Length);
        }
    }

    private async Task<IReadOnlyList<ExportedFile>> HashAsync(string written, TaskRun run, CancellationToken cancellation)
    {
        List<string> files = File.Exists(written) ? [written] : [.. Directory.EnumerateFiles(written).Order(StringComparer.Ordinal)];
        run.Step("hashing", "files", files.Count);
        var hashed = new List<ExportedFile>();
        foreach (var file in files)
        {
            using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(handle);
            var hash = await new ContentHasher(clock).HashFileAsync(file, cancellation);
            hashed.Add(new ExportedFile(Path.GetFileName(file), hash.Length, hash.Sha256));
            run.Report(hashed.Count);
        }

        return hashed;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
