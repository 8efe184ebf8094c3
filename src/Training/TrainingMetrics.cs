using System.Diagnostics.Metrics;
using Onebox.Api.Training;

namespace Onebox.Training;

/// <summary>The meter <c>Onebox.Training</c>.</summary>
internal sealed class TrainingMetrics
{
    private readonly Counter<long> _steps;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _restarts;
    private readonly Counter<long> _ended;
    private readonly Gauge<double> _loss;
    private readonly Gauge<double> _utilization;
    private readonly Histogram<double> _stepTime;
    private readonly Counter<double> _dataWait;
    private readonly Counter<double> _checkpointStall;

    public TrainingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Onebox.Training");
        _steps = meter.CreateCounter<long>("onebox.training.steps", "{step}", "Optimizer steps");
        _tokens = meter.CreateCounter<long>("onebox.training.tokens", "{token}", "Tokens through the model, padding not counted");
        _restarts = meter.CreateCounter<long>("onebox.training.restarts", "{restart}", "Workers started again from a checkpoint");
        _ended = meter.CreateCounter<long>("onebox.training.runs", "{run}", "Runs that have ended, by how");
        _loss = meter.CreateGauge<double>("onebox.training.loss", "nat", "Loss a token, of training and of validation");
        _utilization = meter.CreateGauge<double>("onebox.training.utilization", "1", "Model FLOP utilisation against the measured peak");
        _stepTime = meter.CreateHistogram<double>("onebox.training.step.duration", "s", "Time of one optimizer step");
        _dataWait = meter.CreateCounter<double>("onebox.training.data.wait", "s", "Time that steps waited for data");
        _checkpointStall = meter.CreateCounter<double>("onebox.training.checkpoint.stall", "s", "Time that checkpoints held steps up");
    }

    public void Stepped(string run, Contract.StepPart step)
    {
        var tag = Run(run);
        _steps.Add(1, tag);
        _tokens.Add(step.Tokens, tag);
        _loss.Record(step.Loss, tag, new("split", "train"));
        if (step.ModelFlopUtilization is { } utilization) _utilization.Record(utilization, tag);
        _stepTime.Record(step.Seconds, tag);
        _dataWait.Add(step.DataWait, tag);
        _checkpointStall.Add(step.CheckpointStall, tag);
    }

    public void Validated(string run, double loss) => _loss.Record(loss, Run(run), new("split", "validation"));

    public void Restarted(string run) => _restarts.Add(1, Run(run));

    public void Ended(TrainingState state) => _ended.Add(1, new KeyValuePair<string, object?>("state", state.ToString().ToLowerInvariant()));

    private static KeyValuePair<string, object?> Run(string name) => new("run", name);
}
