using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Training;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Training;

/// <summary><c>onebox models export NAME --format F --out PATH</c>.</summary>
internal sealed class ExportModelCommand : BoxCommand
{
    private readonly Argument<string> _model = new("model") { Description = "The model's name or id." };
    private readonly Option<string> _format = new("--format") { Description = "gguf or safetensors (the whole model), peft or gguf-lora (the adapter of a trained one).", HelpName = "FORMAT", DefaultValueFactory = _ => "gguf" };
    private readonly Option<string?> _quantization = new("--quantization") { Description = "Q8_0, Q6_K, Q4_K_M…: gguf is quantized, and the loss of quality measured and shown; the other formats have no such types.", HelpName = "Q" };
    private readonly OutFile _out = new("Where to: a file for gguf and gguf-lora, a folder for the others.", "PATH");
    private readonly Option<string?> _sample = new("--sample") { Description = "A text file to measure the loss of quality on.", HelpName = "FILE" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };

    public ExportModelCommand()
        : base("export", "Write a model in another form, for use elsewhere.")
    {
        Arguments.Add(_model);
        foreach (var option in (Option[])[_format, _quantization, _sample, _noWait]) Options.Add(option);
        _out.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var sample = run.Get(_sample);
        var request = new ExportModelRequest(run.Get(_format)!, _out.Read(run), run.Get(_quantization), sample is null ? null : Path.GetFullPath(sample), _out.MayReplace(run));
        var accepted = await run.Box.Training.ExportAsync(run.Get(_model), request, cancellation);
        if (run.Get(_noWait))
        {
            run.Print.Result(accepted, ApiJson.Default.TaskAccepted, a => Console.Out.WriteLine(a.TaskId));
            return ExitCodes.Done;
        }

        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        var result = await run.Box.Training.GetExportAsync(accepted.TaskId, cancellation);
        run.Print.Result(result, ApiJson.Default.ExportInfo, Show);
        return ExitCodes.Done;
    }

    private static void Show(ExportInfo export)
    {
        Console.Out.WriteLine($"{export.Model} is written to {export.Path}:");
        foreach (var file in export.Files) Console.Out.WriteLine($"  {file.Name}  {Units.Bytes(file.SizeBytes)}  sha256 {file.Sha256}");
        if (export.Notice is { } notice) Console.Out.WriteLine($"\n{notice}");
        if (export.Loss is not { } loss) return;
        Console.Out.WriteLine($"\nLoss of quality, measured on {loss.Tokens} tokens of {loss.Sample}:");
        Printer.Facts(
            ("Perplexity", $"{Number(loss.PerplexityBefore, "0.0000")} before, {Number(loss.PerplexityAfter, "0.0000")} after ({Number((loss.PerplexityAfter / loss.PerplexityBefore - 1) * 100, "+0.00;-0.00")} %)"),
            ("Divergence", $"{Number(loss.MeanKullbackLeibler, "0.000000")} nats a token"),
            ("Same likeliest word", $"{Number(loss.SameTopToken * 100, "0.00")} %"));
    }

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.CurrentCulture);
}
