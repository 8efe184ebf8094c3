using Onebox.Api;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Models;

/// <summary><c>onebox models list</c>.</summary>
internal sealed class ListModelsCommand() : BoxCommand("list", "Models on the box.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var models = await run.Box.Models.ListAsync(cancellation);
        run.Print.Result(models, ApiJson.Default.PageModelInfo, page => Printer.Table(
            ["name", "architecture", "parameters", "quantization", "context", "size", "state"],
            [.. page.Items.Select(m => new[] { m.Name, m.Architecture.Name, Units.Count(m.Architecture.Parameters), m.Quantization ?? "", Units.Count(m.Architecture.ContextLength), Units.Bytes(m.SizeBytes), m.State })],
            "No models yet. Bring one: onebox models import PATH --name NAME"));
        return ExitCodes.Done;
    }
}
