using System.Text.Json;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Llama;
using Onebox.Models;
using Onebox.Pool;
using Onebox.Training.Planning;

namespace Onebox.Training.Exporting;

/// <summary>The process that converts and quantizes: it writes its target and <c>result.json</c>, and ends.</summary>
public sealed class ExportWorkerRole : IWorkerRole
{
    public string Kind => ExportWorker.WorkerKind;

    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        var settings = context.Settings.Deserialize<ExportSettings>(SettingText.Json)!;
        try
        {
            // A thread of its own: native code blocks for long.
            var outcome = await Task.Factory.StartNew(() => Convert(settings.Plan, context.Folder, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await DurableFile.WriteAsync(settings.Result, JsonSerializer.SerializeToUtf8Bytes(outcome, SettingText.Json), cancellation: stop);
        }
        catch (Exception error) when (error is LlamaException or ModelException)
        {
            throw new Problem(ProblemKind.Invalid, "export.refused", error.Message).ToException(error);
        }
    }

    private static ExportOutcome Convert(ExportPlan plan, string folder, CancellationToken stop)
    {
        if (plan.Format == "safetensors")
        {
            ConvertWeights.ToFolder(plan);
            return new ExportOutcome(null);
        }

        var source = plan.MainFile;
        if (source is null)
        {
            source = plan.Quantization is null ? plan.Target : Path.Combine(folder, "whole.gguf");
            ConvertWeights.ToGguf(plan, source);
            if (plan.Quantization is null) return new ExportOutcome(null);
        }

        Quantizer.Quantize(source, plan.Target, Enum.Parse<QuantizedType>(plan.Quantization!), plan.Threads, allowRequantize: true);
        stop.ThrowIfCancellationRequested();
        return new ExportOutcome(MeasureLoss.Of(source, plan, stop));
    }
}
