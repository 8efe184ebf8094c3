using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Tasks;
using Onebox.Api.Training;
using Onebox.Console.Connection;
using Onebox.Console.Parts;

namespace Onebox.Console.Models;

/// <summary>Writes a model to the box's disk in another form, and shows what came of it.</summary>
public sealed partial class ExportDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };
    private static readonly string[] Quantizations = ["Q8_0", "Q6_K", "Q4_K_M"];

    private string _format = "gguf";
    private string _quantization = "";
    private string _path = "";
    private string? _task;
    private ExportInfo? _written;

    [Parameter, EditorRequired]
    public string Model { get; set; } = "";

    /// <summary>It was trained by an adapter, which can be had alone.</summary>
    [Parameter]
    public bool HasAdapter { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    private IEnumerable<(string Format, string Words, string Ending)> Formats =>
    [
        ("gguf", "one GGUF file", ".gguf"),
        ("safetensors", "a folder of safetensors", ""),
        .. HasAdapter ? ((string, string, string)[])[("peft", "its adapter alone, for PEFT", "-adapter"), ("gguf-lora", "its adapter alone, as GGUF", "-lora.gguf")] : [],
    ];

    private bool IsFile => _format.StartsWith("gguf", StringComparison.Ordinal);

    private string Command => Shell.Line("models", "export", Model, "--format", _format, _quantization.Length > 0 ? "--quantization" : null, _quantization.Length > 0 ? _quantization : null, "--out", _path);

    public static Task ShowAsync(IDialogService dialogs, string model, bool hasAdapter) =>
        dialogs.ShowAsync<ExportDialog>($"Export {model}", new DialogParameters<ExportDialog> { { d => d.Model, model }, { d => d.HasAdapter, hasAdapter } }, Shape);

    protected override void OnInitialized() => _path = Usual();

    private void Choose(string? format) => Change(() => (_format, _quantization) = (format!, ""));

    private void Quantize(string? type) => Change(() => _quantization = type ?? "");

    /// <summary>A path that nobody has touched follows what is chosen.</summary>
    private void Change(Action change)
    {
        var untouched = _path == Usual();
        change();
        if (untouched) _path = Usual();
    }

    private string Usual() => $"/tmp/{Model}{(_quantization.Length > 0 ? $"-{_quantization}" : "")}{Formats.First(f => f.Format == _format).Ending}";

    private async Task ExportAsync()
    {
        var request = new ExportModelRequest(_format, _path.Trim(), _quantization.Length > 0 ? _quantization : null);
        // A small model may be written before its task is watched.
        if (await TryAsync(async gone => _task = (await Box.Training.ExportAsync(Model, request, gone)).TaskId)) await EndedAsync();
    }

    // One that failed has written nothing: why stands beside its task.
    private Task<bool> EndedAsync() => TryAsync(async gone =>
    {
        if ((await Box.Tasks.GetAsync(_task!, gone)).State == TaskState.Succeeded) _written = await Box.Training.GetExportAsync(_task!, gone);
    });
}
