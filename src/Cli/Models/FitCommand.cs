using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Models;

/// <summary><c>onebox models fit NAME</c>: what it would need, and whether that is free now.</summary>
internal sealed class FitCommand : BoxCommand
{
    private readonly Argument<string> _model = new("model") { Description = "A model's name or id, or a preset's id." };
    private readonly Option<string?> _quantization = new("--quantization") { Description = "For a preset.", HelpName = "Q4_K_M" };
    private readonly Option<int?> _context = new("--context") { Description = "Tokens of each sequence.", HelpName = "N" };
    private readonly Option<int> _parallel = new("--parallel") { Description = "Sequences at once.", HelpName = "N", DefaultValueFactory = _ => 4 };
    private readonly Option<string?> _keyValueType = new("--kv-type") { Description = "f16, q8_0, q4_0, bf16 or f32.", HelpName = "TYPE" };
    private readonly Option<string?> _train = new("--train") { Description = "For training by this method: full, lora, qlora or pretrain.", HelpName = "METHOD" };
    private readonly Option<int> _sequence = new("--sequence") { Description = "Training: tokens of a sample.", HelpName = "N", DefaultValueFactory = _ => 1024 };
    private readonly Option<int> _batch = new("--batch") { Description = "Training: samples in a batch.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _precision = new("--precision") { Description = "Training: bf16 or f32.", HelpName = "TYPE", DefaultValueFactory = _ => "bf16" };

    public FitCommand()
        : base("fit", "Does it fit this box now, and why?")
    {
        Arguments.Add(_model);
        foreach (var option in (Option[])[_quantization, _context, _parallel, _keyValueType, _train, _sequence, _batch, _precision]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var training = run.Get(_train) is { } method ? new TrainingShape(method, run.Get(_precision)!, run.Get(_sequence), run.Get(_batch)) : null;
        var report = await run.Box.Models.FitAsync(
            new FitRequest(run.Get(_model), run.Get(_quantization), run.Get(_context), run.Get(_parallel), run.Get(_keyValueType), Training: training), cancellation);
        run.Print.Result(report, ApiJson.Default.FitReport, Show);
        return ExitCodes.Done;
    }

    private static void Show(FitReport report)
    {
        Console.Out.WriteLine(report.Summary);
        Console.Out.WriteLine();
        Printer.Facts(
            ("Weights", Units.Bytes(report.WeightsBytes)),
            ("Keys and values", report.KeyValueBytes > 0 ? $"{Units.Bytes(report.KeyValueBytes)} ({report.ContextTokens} tokens × {report.Parallel}, {report.KeyValueType})" : null),
            ("Compute buffers", Units.Bytes(report.ComputeBytes)),
            ("Runtime", Units.Bytes(report.RuntimeBytes)),
            ("Training", report.TrainingBytes > 0 ? Units.Bytes(report.TrainingBytes) : null),
            ("Together", Units.Bytes(report.TotalBytes)));
        Console.Out.WriteLine();
        Printer.Table(["device", "verdict", "free", "needed", ""], [.. report.Devices.Select(d => new[] { d.Name, d.Verdict, Units.Bytes(d.FreeBytes), Units.Bytes(d.NeededBytes), d.Reason })], "There is no device to run on.");
        foreach (var lever in report.Levers) Console.Out.WriteLine($"→ {lever}");
    }
}
