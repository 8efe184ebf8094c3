using System.Globalization;
using Onebox.Api.Models;
using Onebox.Catalog;
using Onebox.Kernel;
using Onebox.Training.Planning;
using Onebox.Training.Store;
using Onebox.Weights;

namespace Onebox.Training.Running;

/// <summary>When memory does not suffice, before the start or in spite of sizing: which lever frees how much, from most to least.</summary>
internal sealed class OutOfMemoryAdvice(ITrainingSizing sizing, ICatalog catalog)
{
    public async Task<ProblemException> ForAsync(RunRecord run, string? how, CancellationToken cancellation)
    {
        var plan = run.ReadPlan();
        var facts = plan.Shape is { } shape ? ShapeText.Facts(shape) : (await catalog.FindAsync(plan.Base!.ModelId, cancellation))?.Architecture;
        return TrainingErrors.OutOfMemory(
            string.Create(CultureInfo.InvariantCulture, $"The run {run.Name} ran out of memory; sizing had estimated {Text(run.NeededBytes)}. {how}").TrimEnd(),
            facts is null ? [] : Levers(plan.Name, facts, MakePlan.ShapeOf(plan.Settings)));
    }

    /// <summary>Each lever alone, with the bytes that it frees.</summary>
    /// <param name="available">Bytes that there are: levers that suffice say so. Null: nobody knows what would.</param>
    public IReadOnlyList<string> Levers(string name, Architecture facts, TrainingShape now, long? available = null)
    {
        var needed = sizing.Estimate(name, facts, now).TotalBytes;
        List<(string Text, TrainingShape Shape)> levers = [];
        if (!now.GradientCheckpointing) levers.Add(("--set gradientCheckpointing=true", now with { GradientCheckpointing = true }));
        if (now.Batch > 1) levers.Add((string.Create(CultureInfo.InvariantCulture, $"--set gradientAccumulation={now.Batch} (the same batch in {now.Batch} pieces)"), now with { Batch = 1 }));
        if (now.SequenceTokens > 128) levers.Add((string.Create(CultureInfo.InvariantCulture, $"--set sequenceLength={now.SequenceTokens / 2}"), now with { SequenceTokens = now.SequenceTokens / 2 }));
        if (now.Ranks > 1) levers.Add(("--set ranks=1", now with { Ranks = 1 }));
        if (now.Precision == "f32") levers.Add(("--set precision=bf16", now with { Precision = "bf16" }));
        if (now.Method == Methods.Full) levers.Add(("--method lora", now with { Method = Methods.Lora }));
        if (now.Method is Methods.Full or Methods.Lora) levers.Add(("--method qlora", now with { Method = Methods.Qlora }));
        return [.. levers
            .Select(l => (l.Text, Freed: needed - sizing.Estimate(name, facts, l.Shape).TotalBytes))
            .Where(l => l.Freed > 0)
            .OrderByDescending(l => l.Freed)
            .Select(l => $"{l.Text} frees {Text(l.Freed)}{(needed - l.Freed <= available ? ", and then it fits" : "")}.")];
    }

    private static string Text(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB");
}
