using Onebox.Api;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Datasets;

/// <summary><c>onebox datasets list</c>.</summary>
internal sealed class ListDatasetsCommand() : BoxCommand("list", "The datasets on the box, in their newest versions.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var datasets = await run.Box.Datasets.ListAsync(cancellation);
        run.Print.Result(datasets, ApiJson.Default.PageDatasetInfo, page => Printer.Table(
            ["name", "version", "shape", "rows", "train / validation / test", "size", "made", "source"],
            [.. page.Items.Select(d => new[]
            {
                d.Name, $"{d.Version}", d.Shape ?? d.State, Units.Number(d.Rows, "N0"), $"{d.Splits.Train} / {d.Splits.Validation} / {d.Splits.Test}", Units.Bytes(d.SizeBytes), Units.Ago(d.CreatedAt), d.Source,
            })],
            "No datasets. Bring one with: onebox datasets import FILE --name NAME"));
        return ExitCodes.Done;
    }
}
