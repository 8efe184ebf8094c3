using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Models;
using Onebox.Console.Connection;
using Onebox.Console.Tasks;

namespace Onebox.Console.Models;

/// <summary>Brings a model to the box: from one of its disks, this browser, an address or a hub repository.</summary>
public sealed partial class ImportDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };
    private static readonly (Source, string)[] Sources = [(Source.Path, "A path on the box"), (Source.Upload, "This browser"), (Source.Url, "An address"), (Source.Hub, "A hub")];

    private Source _source = Source.Path;
    private ElementReference _file;
    private string _path = "";
    private string _url = "";
    private string _sha256 = "";
    private string _hub = "";
    private string _hubFile = "";
    private string _revision = "";
    private string _name = "";
    private bool _link;

    private enum Source
    {
        Path,
        Upload,
        Url,
        Hub,
    }

    /// <summary>Set to begin with a repository of the hub.</summary>
    [Parameter]
    public string? Hub { get; set; }

    [Parameter]
    public string? HubFile { get; set; }

    [Parameter]
    public string? Name { get; set; }

    /// <summary>The licence that a preset tells; null where nothing does.</summary>
    [Parameter]
    public string? Licence { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    [Inject] private Uploads Uploads { get; set; } = null!;

    private bool Missing => _source switch
    {
        Source.Path => _path.Trim().Length == 0,
        Source.Url => _url.Trim().Length == 0,
        _ => _hub.Trim().Length == 0,
    };

    public static Task ShowAsync(IDialogService dialogs, string? hub = null, string? hubFile = null, string? name = null, string? licence = null) => dialogs.ShowAsync<ImportDialog>(
        "Import a model",
        new DialogParameters<ImportDialog> { { d => d.Hub, hub }, { d => d.HubFile, hubFile }, { d => d.Name, name }, { d => d.Licence, licence } },
        Shape);

    protected override void OnInitialized()
    {
        if (Hub is null) return;
        (_source, _hub, _hubFile, _name) = (Source.Hub, Hub, HubFile ?? "", Name ?? "");
    }

    private static string? Given(string text) => text.Trim() is { Length: > 0 } given ? given : null;

    private async Task ImportAsync()
    {
        var name = Given(_name);
        var request = _source switch
        {
            Source.Path => new ImportModelRequest(name, Path: Given(_path), Link: _link),
            Source.Url => new ImportModelRequest(name, Url: Given(_url), Sha256: Given(_sha256)),
            _ => new ImportModelRequest(name, Hub: Given(_hub), File: Given(_hubFile), Revision: Given(_revision)),
        };
        if (!await TryAsync(gone => Box.Models.ImportAsync(request, gone))) return;
        Dialog.Close();
        Watch.AskToOpen();
    }

    private async Task UploadAsync()
    {
        await Uploads.StartAsync(_file, Given(_name));
        Dialog.Close();
        Watch.AskToOpen();
    }
}
