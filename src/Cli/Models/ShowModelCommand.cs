using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Models;

/// <summary><c>onebox models show NAME</c>.</summary>
internal sealed class ShowModelCommand : BoxCommand
{
    private readonly Argument<string> _model = new("model") { Description = "The model's name or id." };

    public ShowModelCommand()
        : base("show", "One model: facts and files.") => Arguments.Add(_model);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var model = await run.Box.Models.GetAsync(run.Get(_model), cancellation);
        run.Print.Result(model, ApiJson.Default.ModelInfo, Show);
        return ExitCodes.Done;
    }

    internal static void Show(ModelInfo model)
    {
        var a = model.Architecture;
        Printer.Facts(
            ("Name", model.Name),
            ("Id", model.Id),
            ("State", model.State),
            ("Format", model.Format),
            ("Architecture", a.Name),
            ("Parameters", a.Parameters is { } p ? $"{Units.Count(p)} ({p.ToString("N0", CultureInfo.CurrentCulture)})" : null),
            ("Layers", $"{a.Layers}"),
            ("Heads", a.Heads is null ? null : $"{a.Heads}, {a.KeyValueHeads} for keys and values"),
            ("Vocabulary", a.Vocabulary is null ? null : $"{a.Vocabulary}"),
            ("Context", a.ContextLength is null ? null : $"{a.ContextLength} tokens"),
            ("Quantization", model.Quantization),
            ("Chat template", model.HasChatTemplate ? "yes" : "none: it continues text"),
            ("Licence", model.Licence),
            ("Source", model.Source),
            ("Size", Units.Bytes(model.SizeBytes)),
            ("Content hash", model.ContentHash));
        foreach (var file in model.Files) Console.Out.WriteLine($"  {file.Name}  {Units.Bytes(file.SizeBytes)}  sha256 {file.Sha256}");
    }
}
