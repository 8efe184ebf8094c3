using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Deployments;
using Onebox.Console.Connection;

namespace Onebox.Console.Deployments;

/// <summary>Names an engine elsewhere.</summary>
public sealed partial class EngineDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private string _name = "";
    private string _url = "";
    private string _key = "";

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    public static async Task<bool> ShowAsync(IDialogService dialogs)
    {
        var shown = await dialogs.ShowAsync<EngineDialog>("Add an engine", Shape);
        return await shown.Result is { Canceled: false };
    }

    private async Task AddAsync()
    {
        var request = new AddEngineRequest(_name.Trim(), _url.Trim(), _key.Length == 0 ? null : _key);
        if (await TryAsync(gone => Box.Deployments.AddEngineAsync(request, gone))) Dialog.Close();
    }
}
