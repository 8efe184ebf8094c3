using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Datasets;

/// <summary><c>onebox datasets import FILE --name NAME</c>: a file or an address; <c>--dry-run</c> only says what would be done.</summary>
internal sealed class ImportDatasetCommand : BoxCommand
{
    private readonly Argument<string> _source = new("file") { Description = "A file (jsonl, json, csv, tsv, parquet, xlsx, txt; also .gz), or http(s)://…" };
    private readonly Option<string?> _name = new("--name") { Description = "The dataset's name (the file's); a name that is there gets a new version.", HelpName = "NAME" };
    private readonly Option<string?> _format = new("--format") { Description = "jsonl, json, csv, tsv, parquet, excel or text (found out).", HelpName = "FORMAT" };
    private readonly Option<string?> _shape = new("--shape") { Description = "openai-chat, sharegpt, alpaca, prompt-completion, preference, questions or text (recognised).", HelpName = "SHAPE" };
    private readonly Option<string[]> _map = new("--map") { Description = "Which column is what: --map prompt=Frage --map completion=Antwort. 'split' too.", HelpName = "PART=COLUMN", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _role = new("--role") { Description = "What the file calls a role: --role customer=user.", HelpName = "WORD=ROLE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _split = new("--split") { Description = "Parts for train, validation and test in percent (90,5,5).", HelpName = "N,N,N" };
    private readonly Option<string?> _unit = new("--text-unit") { Description = "Plain text: a row is a paragraph, line or document.", HelpName = "UNIT" };
    private readonly Option<string?> _sheet = new("--sheet") { Description = "Excel: which sheet (the largest).", HelpName = "NAME" };
    private readonly Option<string?> _columns = new("--columns") { Description = "Names for the columns of a table whose first line is a row already.", HelpName = "NAME,NAME…" };
    private readonly Option<string?> _delimiter = new("--delimiter") { Description = "CSV: what parts the cells (found out).", HelpName = "CHAR" };
    private readonly Option<string?> _encoding = new("--encoding") { Description = "utf-8, utf-16le, utf-16be, utf-32le, utf-32be, shift-jis or windows-1252 (found out).", HelpName = "ENCODING" };
    private readonly Option<string?> _tokenizer = new("--tokenizer") { Description = "A model on the box whose tokenizer counts (else characters).", HelpName = "MODEL" };
    private readonly Option<int?> _context = new("--context") { Description = "Report rows longer than so many tokens.", HelpName = "N" };
    private readonly Option<string[]> _readers = new("--readers") { Description = "Who may read it: groups, user:NAME, role:ROLE (else everybody who may read datasets).", HelpName = "READER", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what was recognised; import nothing." };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };

    public ImportDatasetCommand()
        : base("import", "Bring rows to the box; they become an immutable version, checked and counted.")
    {
        Arguments.Add(_source);
        foreach (var option in (Option[])[_name, _format, _shape, _map, _role, _split, _unit, _sheet, _columns, _delimiter, _encoding, _tokenizer, _context, _readers, _dryRun, _noWait]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var request = await RequestAsync(run, cancellation);
        if (run.Get(_dryRun))
        {
            run.Print.Result(await run.Box.Datasets.RecognizeAsync(request, cancellation), ApiJson.Default.RecognitionInfo, Show);
            return ExitCodes.Done;
        }

        var accepted = await run.Box.Datasets.ImportAsync(request, cancellation);
        if (run.Get(_noWait))
        {
            run.Print.Result(accepted, ApiJson.Default.TaskAccepted, a => Console.Out.WriteLine(a.TaskId));
            return ExitCodes.Done;
        }

        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        var dataset = await run.Box.Datasets.GetAsync(accepted.ResourceId!, cancellation);
        run.Print.Result(dataset, ApiJson.Default.DatasetInfo, d =>
        {
            ShowDatasetCommand.Show(d);
            Console.Out.WriteLine(ShowDatasetCommand.Outcome(d, accepted.TaskId));
            Console.Out.WriteLine($"Next: onebox datasets preview {d.Name} --template chatml, then onebox train --base MODEL --dataset {d.Name} --name NAME");
        });
        return ExitCodes.Done;
    }

    private static Dictionary<string, string>? Pairs(string[]? given, string option)
    {
        if (given is not { Length: > 0 }) return null;
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in given)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == pair.Length - 1) throw new UsageException($"{option} takes NAME=VALUE, not '{pair}'.");
            pairs[pair[..at]] = pair[(at + 1)..];
        }

        return pairs;
    }

    private static SplitShares? Shares(string? given)
    {
        if (given is null) return null;
        var parts = given.Split([',', '/', ':']);
        var numbers = parts.Select(p => double.TryParse(p, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        if (numbers.Length != 3 || numbers.Any(n => n < 0) || Math.Abs(numbers.Sum() - 100) > 0.001) throw new UsageException("--split takes three percentages that add up to 100, such as 90,5,5.");
        return new SplitShares(numbers[0] / 100, numbers[1] / 100, numbers[2] / 100);
    }

    private static void Show(RecognitionInfo seen)
    {
        Printer.Facts(("Format", seen.Format), ("Encoding", seen.Encoding), ("Columns", string.Join(", ", seen.Columns)), ("Problem", seen.Problem), ("Remedy", seen.Remedy));
        Console.Out.WriteLine();
        Printer.Table(["shape", "confidence", "columns", "why"], [.. seen.Candidates.Select(c => new[] { c.Shape, $"{c.Confidence:0.00}", string.Join(", ", c.Map.Select(m => $"{m.Key} ← {m.Value}")), c.Why })], "No shape was recognised.");
        foreach (var sample in seen.Samples) Console.Out.WriteLine(sample);
    }

    private async Task<ImportDatasetRequest> RequestAsync(Invocation run, CancellationToken cancellation)
    {
        var source = run.Get(_source) is { Length: > 0 } given ? given : throw new UsageException("Name a file or an address.");
        var request = new ImportDatasetRequest(
            run.Get(_name), Format: run.Get(_format), Shape: run.Get(_shape), Map: Pairs(run.Get(_map), "--map"), Roles: Pairs(run.Get(_role), "--role"), Shares: Shares(run.Get(_split)),
            TextUnit: run.Get(_unit), Sheet: run.Get(_sheet), Delimiter: run.Get(_delimiter), Encoding: run.Get(_encoding), Tokenizer: run.Get(_tokenizer), ContextTokens: run.Get(_context), Readers: run.Get(_readers) is { Length: > 0 } readers ? readers : null,
            Columns: run.Get(_columns)?.Split(',', StringSplitOptions.TrimEntries));
        if (source.Contains("://", StringComparison.Ordinal)) return request with { Url = source };
        // On the box itself the file is read where it is; to a box elsewhere it is sent.
        return SendFile.IsHere(run) ? request with { Path = Path.GetFullPath(source) } : request with { Upload = await SendFile.UploadAsync(run, source, cancellation) };
    }
}
