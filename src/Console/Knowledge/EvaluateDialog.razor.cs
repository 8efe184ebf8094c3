using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;
using Onebox.Console.Deployments;
using Onebox.Console.Parts;

namespace Onebox.Console.Knowledge;

/// <summary>Measures a base by its questions, or by those of a file, which become its own.</summary>
public sealed partial class EvaluateDialog : BoxComponent
{
    private const int UsualTop = 10;
    private const long LongestFile = 32L << 20;
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private static readonly (bool FromFile, string Name)[] Sources = [(false, "The base's own"), (true, "A file")];

    private static readonly (string Measure, string Label)[] Measures =
    [
        ("ndcg", "nDCG@10"), ("recall", "recall@k"), ("mrr", "MRR"), ("f1", "F1 of answers"), ("citationPrecision", "Citation precision"), ("citationSupport", "Citation support"), ("notInDocuments", "Not in the documents"),
    ];

    private readonly Dictionary<string, double> _gate = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _routes = [];
    private List<KnowledgeQuestion>? _taken;
    private bool _fromFile;
    private string _file = "questions.jsonl";
    private string? _fault;
    private string _route = "";
    private int _top = UsualTop;
    private bool _learn = true;
    private bool _compare;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>How many the base has.</summary>
    [Parameter]
    public int Questions { get; set; }

    /// <summary>Begin with a file of others.</summary>
    [Parameter]
    public bool FromFile { get; set; }

    /// <summary>The base's.</summary>
    [Parameter]
    public KnowledgeSettings? Settings { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    /// <summary>What can be left out to see what it is worth; null for nothing.</summary>
    private string? Comparable
    {
        get
        {
            var (answered, ranked) = (_route.Length > 0, Settings?.Rerank);
            var without = string.Join(" and ", ((string?[])[ranked is null ? null : $"ranking again by {ranked}", answered ? "reading what stands around passages" : null]).OfType<string>());
            if (without.Length == 0) return null;
            return $"The same questions once more without {without}." + (answered ? $" The model answers each of them {(ranked is null ? "twice" : "three times")}." : "");
        }
    }

    private bool Compares => _compare && Comparable is not null;

    private string Command => Shell.Line(
    [
        "kb", "evaluate", Name, .. Option("--questions", _fromFile ? _file : null), .. Option("--route", _route.Length > 0 ? _route : null),
        .. Option("--top", _top == UsualTop ? null : _top.ToString(CultureInfo.InvariantCulture)), _learn ? null : "--no-learn", Compares ? "--compare" : null,
        .. _gate.Count == 0 ? (string[])[] : ["--at-least", .. _gate.Select(bar => string.Create(CultureInfo.InvariantCulture, $"{bar.Key}={bar.Value}"))],
    ]);

    /// <returns>True when it was started.</returns>
    public static async Task<bool> ShowAsync(IDialogService dialogs, string name, int questions, bool fromFile, KnowledgeSettings? settings)
    {
        var parameters = new DialogParameters<EvaluateDialog> { { d => d.Name, name }, { d => d.Questions, questions }, { d => d.FromFile, fromFile }, { d => d.Settings, settings } };
        var shown = await dialogs.ShowAsync<EvaluateDialog>($"Measure {name}", parameters, Shape);
        return await shown.Result is { Canceled: false };
    }

    protected override void OnInitialized() => (_fromFile, _route) = (FromFile, Settings?.Route ?? "");

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _routes = await RouteNames.ReadAsync(Box, cancellation);
        if (!_routes.Contains(_route, StringComparer.Ordinal)) _route = "";
    }

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];

    private double? Bar(string measure) => _gate.TryGetValue(measure, out var least) ? least : null;

    private void SetBar(string measure, double? least)
    {
        if (least is { } bar) _gate[measure] = bar;
        else _gate.Remove(measure);
    }

    private async Task TakeAsync(InputFileChangeEventArgs chosen)
    {
        (_taken, _fault, _file) = (null, null, chosen.File.Name);
        if (chosen.File.Size > LongestFile)
        {
            _fault = $"{_file} has {Amounts.Bytes(chosen.File.Size)}; a file of questions has at most {Amounts.Bytes(LongestFile)}.";
            return;
        }

        try
        {
            await using var bytes = chosen.File.OpenReadStream(LongestFile, Gone);
            using var reader = new StreamReader(bytes);
            var lines = new List<string>();
            while (await reader.ReadLineAsync(Gone) is { } line) lines.Add(line);
            _taken = QuestionLines.Read(lines) is { Count: > 0 } questions ? questions : null;
            if (_taken is null) _fault = $"{_file} has no question.";
        }
        catch (FormatException error)
        {
            _fault = $"{_file}, {error.Message}";
        }
        catch (IOException error)
        {
            _fault = $"{_file} could not be read: {error.Message}";
        }
    }

    private async Task StartAsync()
    {
        var request = new EvaluateKnowledgeRequest(_fromFile ? _taken : null, _route.Length > 0 ? _route : null, _top, Learn: _learn, AtLeast: _gate.Count == 0 ? null : _gate, Compare: Compares);
        if (await TryAsync(gone => Box.Knowledge.EvaluateAsync(Name, request, gone))) Dialog.Close();
    }
}
