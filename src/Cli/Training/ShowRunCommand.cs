using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Training;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Training;

/// <summary><c>onebox train show NAME</c>.</summary>
internal sealed class ShowRunCommand : BoxCommand
{
    private readonly Argument<string> _run = new("run") { Description = "The run's name or id." };

    public ShowRunCommand()
        : base("show", "One run: state, losses, speed, checkpoints.") => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var info = await run.Box.Training.GetAsync(run.Get(_run), cancellation);
        run.Print.Result(info, ApiJson.Default.TrainingRunInfo, Show);
        return ExitCodes.Done;
    }

    internal static void Show(TrainingRunInfo run)
    {
        Printer.Facts(
            ("Name", run.Name),
            ("State", run.State.ToString().ToLowerInvariant() + (run.Pausing ? ", pausing" : "")),
            ("Method", run.Base is null ? run.Method : $"{run.Method} on {run.Base}"),
            ("Data", string.Join(", ", run.Data.Select(d => d.Version is null ? d.Name : $"{d.Name}@{d.Version}"))),
            ("Steps", run.Steps is null ? null : $"{run.Step} of {run.Steps}{(run.Epoch is { } epoch ? $", epoch {Number(epoch, "0.##")}" : "")}"),
            ("Tokens", run.Tokens == 0 ? null : Units.Count(run.Tokens)),
            ("Loss", Number(run.Losses.Train, "0.0000")),
            ("Validation loss", run.Losses.Validation is { } loss ? $"{Number(loss, "0.0000")} (best {Number(run.Losses.BestValidation, "0.0000")} at step {run.Losses.BestStep})" : null),
            ("Learning rate", Number(run.LearningRate, "0.###e0")),
            ("Gradient norm", Number(run.GradientNorm, "0.###")),
            ("Speed", run.TokensPerSecond is { } speed ? $"{Number(speed, "0")} tokens/s" : null),
            ("FLOP utilisation", run.ModelFlopUtilization is { } used ? $"{Number(used * 100, "0.0")} % of {Number((run.PeakFlops ?? 0) / 1e9, "0")} GFLOP/s measured" : null),
            ("Waiting for data", run.DataWait is { } wait ? $"{Number(wait * 100, "0.0")} %" : null),
            ("Checkpoint stall", run.CheckpointStall is { } stall ? $"{Number(stall * 100, "0.0")} %" : null),
            ("Left", run.RemainingSeconds is { } left ? Units.Duration(left) : null),
            ("Needs", run.NeededBytes is { } bytes ? $"{Units.Bytes(bytes)} (estimated)" : null),
            ("Ranks", run.Settings.GetValueOrDefault("ranks") is { } ranks and not "1" ? ranks : null),
            ("Restarts", run.Restarts == 0 ? null : $"{run.Restarts}"),
            ("Model", run.Model),
            ("Failure", run.Failure?.Cause),
            ("What to do", run.Failure?.Remedy));
        foreach (var checkpoint in run.Checkpoints) Console.Out.WriteLine($"  step {checkpoint.Step}  {Units.Bytes(checkpoint.SizeBytes)}  {Units.Ago(checkpoint.At)}{(checkpoint.ValidationLoss is { } l ? $"  validation {Number(l, "0.0000")}" : "")}{(checkpoint.Latest ? "  latest" : "")}");
    }

    private static string? Number(double? number, string format) => number?.ToString(format, CultureInfo.CurrentCulture);
}
