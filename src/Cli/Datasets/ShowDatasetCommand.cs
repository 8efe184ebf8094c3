using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Datasets;

/// <summary><c>onebox datasets show NAME</c>.</summary>
internal sealed class ShowDatasetCommand : BoxCommand
{
    private const int BarWidth = 32;

    private readonly Argument<string> _dataset = new("dataset") { Description = "Its name, or name@version." };

    public ShowDatasetCommand()
        : base("show", "One dataset: facts, statistics, checks, what its preparation did.") => Arguments.Add(_dataset);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var dataset = await run.Box.Datasets.GetAsync(run.Get(_dataset), cancellation);
        run.Print.Result(dataset, ApiJson.Default.DatasetInfo, Show);
        return ExitCodes.Done;
    }

    internal static void Show(DatasetInfo dataset)
    {
        Printer.Facts(
            ("Name", dataset.Name),
            ("Version", $"{dataset.Version} ({dataset.State})"),
            ("Rows", $"{Units.Number(dataset.Rows, "N0")}: {dataset.Splits.Train} to train, {dataset.Splits.Validation} to validate, {dataset.Splits.Test} to test"),
            ("Shape", dataset.Shape is null ? null : $"{dataset.Shape}{(dataset.RecognizedAs is { } known ? $", taken as {known} (confidence {dataset.Confidence:0.00})" : "")}"),
            ("Format", dataset.Format),
            ("Readers", dataset.Readers is { Count: > 0 } readers ? string.Join(", ", readers) : null),
            ("Source", dataset.Source),
            ("Prepared from", dataset.PreparedFrom),
            ("Columns", dataset.Details?.Map is { Count: > 0 } map ? string.Join(", ", map.Select(m => $"{m.Key} ← {m.Value}")) : null),
            ("Left out", dataset.Details?.Skipped is > 0 and var skipped ? $"{skipped} rows" : null),
            ("Size", Units.Bytes(dataset.SizeBytes)),
            ("Content hash", dataset.ContentHash),
            ("Made", Units.Ago(dataset.CreatedAt)));
        if (dataset.Details is not { } details) return;
        Console.Out.WriteLine();
        Lengths("characters", details.Statistics.Characters);
        if (details.Statistics.Tokens is { } tokens) Lengths($"tokens of {details.Statistics.Tokenizer}", tokens);
        Checks(details.Checks);
        foreach (var step in details.Steps ?? []) Console.Out.WriteLine($"  {step.Name}: {step.RowsIn} → {step.RowsOut} rows, {step.Changed} changed{(step.Reasons.Count > 0 ? $" ({string.Join(", ", step.Reasons.Select(r => $"{r.Key} {r.Value}"))})" : "")}, {step.Seconds:0.0} s");
        if (dataset.Versions is { Count: > 1 } versions)
            Console.Out.WriteLine($"\nVersions: {string.Join(", ", versions.Select(v => $"{v.Version} ({v.Rows} rows, {Units.Ago(v.CreatedAt)})"))}");
    }

    /// <summary>Whoever only chose a name twice is to see it.</summary>
    internal static string Outcome(DatasetInfo dataset, string taskId) => dataset switch
    {
        _ when dataset.TaskId != taskId => $"{dataset.Name} stays version {dataset.Version}: the content is the same.",
        { Versions: [_, var before, ..] } => $"{dataset.Name} is now version {dataset.Version} (version {before.Version} stays).",
        _ => $"{dataset.Name} is version {dataset.Version}.",
    };

    internal static void Checks(IReadOnlyList<DatasetCheck> checks)
    {
        foreach (var check in checks)
        {
            Console.Out.WriteLine($"{(check.Severity switch { "fine" => "✓", "error" => "✗", _ => "!" })} {(check.Count > 0 ? $"{check.Count} × {check.Kind}: " : "")}{check.Summary}");
            foreach (var row in check.Rows.Take(5)) Console.Out.WriteLine($"    row {row.Row}: {row.Detail}");
            if (check.Count > 5) Console.Out.WriteLine($"    … --json shows the first {check.Rows.Count}");
        }

        Console.Out.WriteLine();
    }

    private static void Lengths(string unit, LengthStatistics lengths)
    {
        Console.Out.WriteLine($"{Units.Number(lengths.Total, "N0")} {unit}; a row has {lengths.Min} to {lengths.Max}, half of them up to {lengths.Median}, 90 % up to {lengths.P90}, 99 % up to {lengths.P99}");
        var most = Math.Max(1, lengths.Histogram.Count == 0 ? 1 : lengths.Histogram.Max(b => b.Rows));
        foreach (var bar in lengths.Histogram)
            Console.Out.WriteLine($"  {$"{bar.From}–{bar.To - 1}",15} {new string('█', (int)Math.Ceiling((double)bar.Rows / most * BarWidth))} {bar.Rows}");
        Console.Out.WriteLine();
    }
}
