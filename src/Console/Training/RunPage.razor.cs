using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Tasks;
using Onebox.Api.Training;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Training;

/// <summary>One run while it happens: curves, speed, checkpoints, log, and what to do next.</summary>
public sealed partial class RunPage : BoxComponent
{
    private readonly List<TaskLogLine> _log = [];
    private TrainingRunInfo? _run;
    private TaskInfo? _task;
    private string? _logOf;
    private IReadOnlyList<LineChart.Line> _loss = [];
    private IReadOnlyList<LineChart.Line> _rate = [];
    private IReadOnlyList<LineChart.Line> _norm = [];
    private IReadOnlyList<LineChart.Line> _speed = [];

    [Parameter]
    public string Name { get; set; } = "";

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override object? Key => Name;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var before = _run?.Name == Name ? _run : null;
        _run = await Box.Training.GetAsync(Name, cancellation);
        // What has ended does not change any more.
        if (before is { HasEnded: true } && _run.HasEnded && before.EndedAt == _run.EndedAt) return;
        if (_logOf != _run.TaskId) (_logOf, _) = (_run.TaskId, Forget());
        if (_run.TaskId.Length > 0)
        {
            _task = await Box.Tasks.GetAsync(_run.TaskId, cancellation);
            _log.AddRange((await Box.Tasks.LogAsync(_run.TaskId, _log.Count == 0 ? 0 : _log[^1].Number, cancellation)).Items);
        }

        Draw(await Box.Training.HistoryAsync(Name, cancellation: cancellation));
    }

    private void Draw(TrainingHistory history)
    {
        _loss = [Of("training", "one", p => p.Loss), new LineChart.Line("validation", "three", [.. history.Validations.Select(v => new LineChart.Point(v.Step, v.Loss))])];
        _rate = [Of("learning rate", "one", p => p.LearningRate)];
        _norm = [Of("gradient norm", "one", p => p.GradientNorm)];
        _speed = [Of("tokens/s", "one", p => p.TokensPerSecond)];

        LineChart.Line Of(string name, string tone, Func<TrainingPoint, double> figure) => new(name, tone, [.. history.Points.Select(p => new LineChart.Point(p.Step, figure(p)))]);
    }

    private bool Forget()
    {
        _log.Clear();
        return true;
    }

    private Task<bool> PauseAsync() => TryAsync(async gone => _run = await Box.Training.PauseAsync(Name, gone));

    private Task<bool> ResumeAsync() => TryAsync(async gone => _run = await Box.Training.ResumeAsync(Name, gone));

    private async Task CancelAsync()
    {
        var text = "It stops now. Its checkpoints stay until you delete the run, so it can still be resumed.";
        await AskDialog.ShowAsync(Dialogs, $"Cancel {Name}?", text, "Cancel the run", async gone => _run = await Box.Training.CancelAsync(Name, gone));
    }

    private async Task DeleteAsync()
    {
        var text = "Its curves, checkpoints and adapter are removed. The model that it made stays.";
        if (await AskDialog.ShowAsync(Dialogs, $"Delete {Name}?", text, "Delete", gone => Box.Training.DeleteAsync(Name, gone))) Navigation.NavigateTo("/training");
    }
}
