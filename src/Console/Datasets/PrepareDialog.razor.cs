using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Datasets;
using Onebox.Console.Connection;
using Onebox.Console.Tasks;

namespace Onebox.Console.Datasets;

/// <summary>Makes a new version by a recipe.</summary>
public sealed partial class PrepareDialog : BoxComponent
{
    private const string Usual = """
        steps:
          - unicode            # one way of writing the same; mends wrong encodings
          - html               # tags and page frames away
          - garbled            # drop what is no language
          - step: length       # drop rows with empty parts
            min: 1
          - repetition         # drop rows that say the same over and over
          - exact-duplicates
          - step: near-duplicates
            threshold: 0.8
          - step: personal-data
            find: [email, phone, iban, card, national-id, ip, name]
            action: mask
          - overlap            # held-out rows that training asks too
        """;

    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true };

    private string _recipe = Usual;

    [Parameter, EditorRequired]
    public string Reference { get; set; } = "";

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    public static Task ShowAsync(IDialogService dialogs, string reference) =>
        dialogs.ShowAsync<PrepareDialog>($"Prepare {reference}", new DialogParameters<PrepareDialog> { { d => d.Reference, reference } }, Shape);

    private async Task PrepareAsync()
    {
        var name = Reference[..Reference.LastIndexOf('@')];
        if (!await TryAsync(gone => Box.Datasets.PrepareAsync(Reference, new PrepareDatasetRequest(_recipe), gone))) return;
        Dialog.Close();
        Watch.AskToOpen();
        Navigation.NavigateTo($"/datasets/{Uri.EscapeDataString(name)}");
    }
}
