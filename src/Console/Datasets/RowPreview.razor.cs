using Microsoft.AspNetCore.Components;
using Onebox.Api.Datasets;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Datasets;

/// <summary>Rows, as they are or as a model sees them in training: what the loss counts is marked.</summary>
public sealed partial class RowPreview : BoxComponent
{
    private const int Rows = 5;
    private static readonly string[] BuiltIn = ["chatml", "llama3", "mistral", "gemma", "phi3", "plain"];

    private IReadOnlyList<string> _templates = BuiltIn;
    private DatasetPreview? _preview;
    private string _split = "";
    private string _template = "";
    private long _offset;

    [Parameter, EditorRequired]
    public string Reference { get; set; } = "";

    /// <summary>The model whose eyes to begin with; null to show rows as they are.</summary>
    [Parameter]
    public string? SeenBy { get; set; }

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override object? Key => Reference;

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        if (_preview is null && Viewer.May("models:read"))
        {
            _templates = [.. (await Box.Models.ListAsync(cancellation)).Items.Where(m => m.State == "ready").Select(m => m.Name), .. BuiltIn];
            if (SeenBy is not null && _templates.Contains(SeenBy, StringComparer.Ordinal)) _template = SeenBy;
        }

        _preview = await Box.Datasets.PreviewAsync(Reference, _offset, Rows, _split.Length > 0 ? _split : null, _template.Length > 0 ? _template : null, cancellation);
    }

    private Task SplitAsync(string? split) => ShowAsync(() => (_split, _offset) = (split ?? "", 0));

    private Task TemplateAsync(string? template) => ShowAsync(() => _template = template ?? "");

    private Task ShowAsync(Action turn)
    {
        turn();
        return ReloadAsync();
    }
}
