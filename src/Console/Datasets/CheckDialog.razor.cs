using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Datasets;
using Onebox.Console.Connection;
using Onebox.Console.Tasks;

namespace Onebox.Console.Datasets;

/// <summary>Looks at all rows again, with a model's tokenizer and context.</summary>
public sealed partial class CheckDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<string> _models = [];
    private string _tokenizer = "";
    private int? _context;

    [Parameter, EditorRequired]
    public string Reference { get; set; } = "";

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    public static Task ShowAsync(IDialogService dialogs, string reference) =>
        dialogs.ShowAsync<CheckDialog>($"Check {reference}", new DialogParameters<CheckDialog> { { d => d.Reference, reference } }, Shape);

    protected override async Task LoadAsync(CancellationToken cancellation) =>
        _models = [.. (await Box.Models.ListAsync(cancellation)).Items.Where(m => m.State == "ready").Select(m => m.Name)];

    private async Task CheckAsync()
    {
        if (!await TryAsync(gone => Box.Datasets.CheckAsync(Reference, new CheckDatasetRequest(_tokenizer.Length > 0 ? _tokenizer : null, _context), gone))) return;
        Dialog.Close();
        Watch.AskToOpen();
    }
}
