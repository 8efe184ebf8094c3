using Microsoft.AspNetCore.Components;
using Onebox.Api.Datasets;
using Onebox.Console.Connection;
using Onebox.Console.Models;
using Onebox.Console.Tasks;

namespace Onebox.Console.Datasets;

/// <summary>From a file to a dataset: upload or name it, see what it is taken for, say otherwise, import.</summary>
public sealed partial class ImportDatasetPage : BoxComponent
{
    private static readonly (Source, string)[] Sources = [(Source.Upload, "This browser"), (Source.Path, "A path on the box"), (Source.Url, "An address")];

    private static readonly (string Shape, string Text)[] Shapes =
    [
        ("openai-chat", "conversations (role, content)"), ("sharegpt", "conversations (from, value)"), ("alpaca", "instructions"), ("prompt-completion", "prompts with replies"),
        ("preference", "preferences"), ("questions", "questions with answers"), ("text", "plain text"),
    ];

    /// <summary>What a column can be; a star: needed.</summary>
    private static readonly Dictionary<string, string[]> PartsOf = new(StringComparer.Ordinal)
    {
        ["openai-chat"] = ["messages*", "system", "tools"],
        ["sharegpt"] = ["messages*", "system", "tools"],
        ["alpaca"] = ["instruction*", "input", "output*", "system"],
        ["prompt-completion"] = ["prompt*", "completion*", "system"],
        ["preference"] = ["prompt", "chosen*", "rejected*", "system"],
        ["questions"] = ["question*", "answers", "choices", "answerIndex", "context"],
        ["text"] = ["text*"],
    };

    private readonly Dictionary<string, string> _map = new(StringComparer.Ordinal);
    private Source _source = Source.Upload;
    private ElementReference _file;
    private string _path = "";
    private string _url = "";
    private string _upload = "";
    private string _name = "";
    private string? _shape;
    private int _train = 90;
    private int _validation = 5;
    private bool _said;
    private RecognitionInfo? _seen;

    private enum Source
    {
        Upload,
        Path,
        Url,
    }

    [Inject] private TaskWatch Watch { get; set; } = null!;

    [Inject] private Uploads Uploads { get; set; } = null!;

    private ShapeCandidate? Chosen => _seen is { Problem: null, Candidates: [var best, ..] } ? best : null;

    private string[] Parts => _shape is null ? [] : PartsOf[_shape];

    private bool Ready => (_source == Source.Url ? _url.Trim().Length > 0 : _seen is { Problem: null }) && _train + _validation <= 100;

    protected override void OnInitialized() => Uploads.Changed += OnUpload;

    protected override void Dispose(bool disposing)
    {
        Uploads.Changed -= OnUpload;
        base.Dispose(disposing);
    }

    private void OnUpload(object? sender, EventArgs nothing) => _ = InvokeAsync(StateHasChanged);

    private void Choose(Source source) => (_source, _seen, _shape, _said, Refusal) = (source, null, null, false, null);

    private Task UploadAsync()
    {
        (_seen, _shape, _said) = (null, null, false);
        return Uploads.StartAsync(_file, (id, fileName) => InvokeAsync(async () =>
        {
            (_upload, _name) = (id, Suggested(fileName));
            await LookAsync();
        }));
    }

    private async Task LookAsync()
    {
        if (_source == Source.Path && _name.Length == 0) _name = Suggested(_path);
        await TryAsync(async gone =>
        {
            _seen = await Box.Datasets.RecognizeAsync(Request(), gone);
            if (Chosen is not { } best) return;
            _shape = best.Shape;
            if (_said) return;
            _map.Clear();
            foreach (var (part, column) in best.Map) _map[part] = column;
        });
    }

    private Task ShapeAsync(string? shape)
    {
        (_shape, _said) = (shape, true);
        foreach (var part in _map.Keys.Where(p => !Parts.Any(known => known.TrimEnd('*') == p)).ToList()) _map.Remove(part);
        return LookAsync();
    }

    private Task MapAsync(string part, string? column)
    {
        _said = true;
        if (string.IsNullOrEmpty(column)) _map.Remove(part);
        else _map[part] = column;
        return LookAsync();
    }

    private ImportDatasetRequest Request()
    {
        var request = new ImportDatasetRequest(
            _name.Trim() is { Length: > 0 } name ? name : null, Shape: _said ? _shape : null, Map: _said && _map.Count > 0 ? _map : null,
            Shares: new SplitShares(_train / 100.0, _validation / 100.0, (100 - _train - _validation) / 100.0));
        return _source switch
        {
            Source.Upload => request with { Upload = _upload },
            Source.Path => request with { Path = _path.Trim() },
            _ => request with { Url = _url.Trim() },
        };
    }

    private async Task ImportAsync()
    {
        if (!await TryAsync(gone => Box.Datasets.ImportAsync(Request(), gone))) return;
        Watch.AskToOpen();
        Navigation.NavigateTo("/datasets");
    }

    /// <summary>A name that the box would take, out of a file's.</summary>
    private static string Suggested(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file);
        return string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')).Trim('-', '.', '_');
    }
}
