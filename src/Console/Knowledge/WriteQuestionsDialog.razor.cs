using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;
using Onebox.Console.Deployments;
using Onebox.Console.Parts;

namespace Onebox.Console.Knowledge;

/// <summary>Has a model write questions from a base's chunks.</summary>
public sealed partial class WriteQuestionsDialog : BoxComponent
{
    private const int Usual = 50;
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<string> _routes = [];
    private string? _route;
    private int _count = Usual;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>The route to begin with.</summary>
    [Parameter]
    public string? Route { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    private string Command => Shell.Line("kb", "questions", "write", Name, "--route", _route ?? "ROUTE", _count == Usual ? null : "--count", _count == Usual ? null : _count.ToString(CultureInfo.InvariantCulture));

    public static Task ShowAsync(IDialogService dialogs, string name, string? route) =>
        dialogs.ShowAsync<WriteQuestionsDialog>("Let a model write questions", new DialogParameters<WriteQuestionsDialog> { { d => d.Name, name }, { d => d.Route, route } }, Shape);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _routes = await RouteNames.ReadAsync(Box, cancellation);
        _route = Route is not null && _routes.Contains(Route, StringComparer.Ordinal) ? Route : _routes is [var only] ? only : null;
    }

    private async Task WriteAsync()
    {
        if (await TryAsync(gone => Box.Knowledge.WriteQuestionsAsync(Name, new WriteQuestionsRequest(_route!, _count), gone))) Dialog.Close();
    }
}
