using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Datasets;

/// <summary><c>onebox datasets preview NAME --template MODEL</c>: rows, and how a model sees them.</summary>
internal sealed class PreviewDatasetCommand : BoxCommand
{
    private readonly Argument<string> _dataset = new("dataset") { Description = "Its name, or name@version." };
    private readonly Option<long> _offset = new("--offset") { Description = "Rows to pass over.", HelpName = "N" };
    private readonly Option<int> _limit = new("--limit") { Description = "How many rows.", HelpName = "N", DefaultValueFactory = _ => 5 };
    private readonly Option<string?> _split = new("--split") { Description = "Only train, validation or test.", HelpName = "SPLIT" };
    private readonly Option<string?> _template = new("--template") { Description = "As this model sees them: a model on the box, or chatml, llama2, llama3, mistral, gemma, phi3, plain.", HelpName = "NAME" };

    public PreviewDatasetCommand()
        : base("preview", "Rows as they are, or as a model sees them with what is trained marked.")
    {
        Arguments.Add(_dataset);
        foreach (var option in (Option[])[_offset, _limit, _split, _template]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var preview = await run.Box.Datasets.PreviewAsync(run.Get(_dataset), run.Get(_offset), run.Get(_limit), run.Get(_split), run.Get(_template), cancellation);
        run.Print.Result(preview, ApiJson.Default.DatasetPreview, Show);
        return ExitCodes.Done;
    }

    private static void Show(DatasetPreview preview)
    {
        if (preview.Notice is not null) Console.Out.WriteLine(preview.Notice);
        foreach (var row in preview.Rows)
        {
            Console.Out.WriteLine($"── row {row.Row} · {row.Split}{(row.Tokens is { } tokens ? $" · {tokens} tokens" : "")}");
            if (row.Problem is not null) Console.Out.WriteLine($"✗ {row.Problem}");
            if (row.Seen is { } seen)
            {
                // On a terminal what is trained is green; elsewhere it stands between marks.
                foreach (var span in seen) Console.Out.Write(span.Trained ? Console.IsOutputRedirected ? $"⟦{span.Text}⟧" : $"\u001b[32m{span.Text}\u001b[0m" : span.Text);
                Console.Out.WriteLine();
            }
            else
            {
                foreach (var part in row.Parts) Console.Out.WriteLine($"{part.Name}: {part.Text}");
            }
        }

        Console.Out.WriteLine($"── {preview.Rows.Count} of {preview.Total} rows of {preview.Reference}");
    }
}
