using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Models;

/// <summary><c>onebox models import SOURCE</c>: a file or folder, an address, a hub repository, or a preset.</summary>
internal sealed class ImportModelCommand : BoxCommand
{
    private readonly Argument<string> _source = new("source") { Description = "A file or folder, http(s)://…, hub:OWNER/NAME, or preset:ID." };
    private readonly Option<string?> _name = new("--name") { Description = "The model's name on the box (the file's).", HelpName = "NAME" };
    private readonly Option<string?> _file = new("--file") { Description = "Which file of a hub repository.", HelpName = "FILE" };
    private readonly Option<string?> _revision = new("--revision") { Description = "Which revision of a hub repository.", HelpName = "REV" };
    private readonly Option<string?> _quantization = new("--quantization") { Description = "Which file of a preset (Q4_K_M).", HelpName = "Q" };
    private readonly Option<string?> _sha256 = new("--sha256") { Description = "What the file must hash to.", HelpName = "HEX" };
    private readonly Option<bool> _link = new("--link") { Description = "Take the file by a hard link instead of a copy, where that is possible." };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };

    public ImportModelCommand()
        : base("import", "Bring a model to the box; the bytes are checked and never change afterwards.")
    {
        Arguments.Add(_source);
        foreach (var option in (Option[])[_name, _file, _revision, _quantization, _sha256, _link, _noWait]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var accepted = await run.Box.Models.ImportAsync(await RequestAsync(run, cancellation), cancellation);
        if (run.Get(_noWait))
        {
            run.Print.Result(accepted, ApiJson.Default.TaskAccepted, a => Console.Out.WriteLine(a.TaskId));
            return ExitCodes.Done;
        }

        var task = await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        var model = await run.Box.Models.GetAsync(task.ResourceId ?? accepted.ResourceId!, cancellation);
        run.Print.Result(model, ApiJson.Default.ModelInfo, m =>
        {
            ShowModelCommand.Show(m);
            Console.Out.WriteLine(m.Format == "gguf"
                ? $"\nNext: onebox models fit {m.Name}, then onebox deploy {m.Name}"
                : $"\nThis box serves GGUF: a safetensors model is kept as it is, for training. Import its GGUF form to deploy it.");
        });
        return ExitCodes.Done;
    }

    private async Task<ImportModelRequest> RequestAsync(Invocation run, CancellationToken cancellation)
    {
        var source = run.Get(_source);
        var request = new ImportModelRequest(run.Get(_name), Sha256: run.Get(_sha256), Link: run.Get(_link));
        if (source.StartsWith("preset:", StringComparison.Ordinal)) return await PresetAsync(run, source["preset:".Length..], request, cancellation);
        if (source.StartsWith("hub:", StringComparison.Ordinal)) return request with { Hub = source["hub:".Length..], File = run.Get(_file), Revision = run.Get(_revision) };
        if (source.Contains("://", StringComparison.Ordinal)) return request with { Url = source };

        // On the box itself the file is taken where it is; to a box elsewhere it is sent.
        if (SendFile.IsHere(run)) return request with { Path = Path.GetFullPath(source) };
        return request with { Name = request.Name ?? Path.GetFileNameWithoutExtension(source), Upload = await SendFile.UploadAsync(run, source, cancellation) };
    }

    private async Task<ImportModelRequest> PresetAsync(Invocation run, string id, ImportModelRequest request, CancellationToken cancellation)
    {
        var preset = (await run.Box.Models.PresetsAsync(cancellation: cancellation)).Items.FirstOrDefault(p => p.Id == id)
            ?? throw new UsageException($"There is no preset {id}; 'onebox models presets' lists them.");
        var wanted = run.Get(_quantization) ?? "Q4_K_M";
        var known = preset.Files.Where(f => f is { File: not null, Repository: not null }).ToList();
        var file = known.Find(f => f.Quantization.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException(known.Count == 0
                ? $"The catalog knows no GGUF file of {id}: name one yourself with hub:OWNER/NAME --file FILE, or bring the file."
                : $"The catalog knows no {wanted} file of {id}; it knows {string.Join(", ", known.Select(f => f.Quantization))} (--quantization).");
        return request with { Name = request.Name ?? id, Hub = file.Repository, File = file.File };
    }
}
