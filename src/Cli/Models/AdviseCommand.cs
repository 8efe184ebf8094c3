using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Models;

/// <summary><c>onebox models advise NAME --users N</c>: what box do I need?</summary>
internal sealed class AdviseCommand : BoxCommand
{
    private readonly Argument<string> _model = new("model") { Description = "A preset's id, or a model on the box." };
    private readonly Option<int> _users = new("--users") { Description = "People or programs that wait for an answer at the same time.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _method = new("--method") { Description = "serve, lora, qlora or full.", HelpName = "METHOD", DefaultValueFactory = _ => "serve" };
    private readonly Option<int?> _context = new("--context") { Description = "Tokens of each sequence.", HelpName = "N" };
    private readonly Option<string?> _quantization = new("--quantization") { Description = "Such as Q4_K_M.", HelpName = "Q" };

    public AdviseCommand()
        : base("advise", "What box do I need for a model and so many users?")
    {
        Arguments.Add(_model);
        foreach (var option in (Option[])[_users, _method, _context, _quantization]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var advice = await run.Box.Models.AdviseAsync(new AdviseRequest(run.Get(_model), run.Get(_users), run.Get(_method)!, run.Get(_context), run.Get(_quantization)), cancellation);
        run.Print.Result(advice, ApiJson.Default.BoxAdvice, Show);
        return ExitCodes.Done;
    }

    private static void Show(BoxAdvice advice)
    {
        Console.Out.WriteLine(advice.Summary);
        Console.Out.WriteLine();
        Printer.Table(
            ["", "configuration", "devices", "device memory", "memory", "disk", "tokens/s each (estimated)", ""],
            [.. advice.Configurations.Select(c => new[]
            {
                c.Recommended ? "→" : c.Suffices ? " " : "✗", c.Name, $"{c.DeviceCount} × {c.Devices}", Units.Bytes(c.DeviceMemoryBytes), Units.Bytes(c.HostMemoryBytes), Units.Bytes(c.DiskBytes),
                c.EstimatedTokensPerSecondPerUser is { } speed ? Units.Number(speed) : "", c.Reason,
            })],
            "No known configuration suffices.");
        Console.Out.WriteLine();
        foreach (var line in advice.Arithmetic) Console.Out.WriteLine($"  {line}");
    }
}
