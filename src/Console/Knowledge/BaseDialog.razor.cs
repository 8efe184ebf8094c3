using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;

namespace Onebox.Console.Knowledge;

/// <summary>Names a new knowledge base.</summary>
public sealed partial class BaseDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private string _name = "";
    private string _description = "";
    private string _chunking = "structure";

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    /// <returns>The new base's name; null when none was made.</returns>
    public static async Task<string?> ShowAsync(IDialogService dialogs)
    {
        var shown = await dialogs.ShowAsync<BaseDialog>("New knowledge base", Shape);
        return await shown.Result is { Canceled: false, Data: string name } ? name : null;
    }

    private async Task CreateAsync()
    {
        var request = new CreateKnowledgeBaseRequest(_name.Trim(), _description.Trim() is { Length: > 0 } text ? text : null, new KnowledgeSettings(Chunking: _chunking));
        if (await TryAsync(gone => Box.Knowledge.CreateAsync(request, gone))) Dialog.Close(DialogResult.Ok(request.Name));
    }
}
