using Onebox.Api.Training;
using Onebox.Training.Contract;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

/// <summary>
/// A run's curves, downsampled as they come: each point averages so many steps, and whenever there are too many points, neighbours become one and
/// every later point takes twice the steps. Hands out what the records lack.
/// </summary>
internal sealed class Curve(string runId, int mostPoints = Curve.MostPoints)
{
    public const int MostPoints = 1000;

    private readonly List<(TrainingPoint Point, int Steps)> _points = [];
    private readonly List<ValidationPoint> _validations = [];
    private readonly List<StepPart> _open = [];
    private int _stepsPerPoint = 1;
    private int _savedPoints;
    private int _savedValidations;
    private long? _rewriteFrom;

    public int StepsPerPoint => _stepsPerPoint;

    public IReadOnlyList<TrainingPoint> Points => [.. _points.Select(p => p.Point)];

    /// <summary>The worker begins here: what it did from this step on, it does again.</summary>
    public void BeginAt(long step)
    {
        _open.Clear();
        _points.RemoveAll(p => p.Point.Step >= step);
        _validations.RemoveAll(v => v.Step >= step);
        (_savedPoints, _savedValidations) = (Math.Min(_savedPoints, _points.Count), Math.Min(_savedValidations, _validations.Count));
        _rewriteFrom = Math.Min(_rewriteFrom ?? long.MaxValue, step);
    }

    public void Add(StepPart step, DateTimeOffset at)
    {
        _open.Add(step);
        if (_open.Count < _stepsPerPoint) return;
        _points.Add((Mean(_open, at), _open.Count));
        _open.Clear();
        // At an even number, so that all points keep the same weight.
        if (_points.Count >= mostPoints) Halve();
    }

    public void Add(ValidationPart validation, DateTimeOffset at)
    {
        _validations.RemoveAll(v => v.Step == validation.Step);
        _savedValidations = Math.Min(_savedValidations, _validations.Count);
        _validations.Add(new ValidationPoint(validation.Step, at, validation.Loss));
    }

    /// <summary>What has come since the last call, and the step from which on the records are to be replaced; null: nothing is.</summary>
    public (IReadOnlyList<PointRecord> Points, long? From) Take()
    {
        var from = _rewriteFrom;
        _rewriteFrom = null;
        List<PointRecord> taken = [.. _points.Skip(_savedPoints).Select(p => PointRecord.Of(runId, p.Point, p.Steps))];
        taken.AddRange(_validations.Skip(_savedValidations).Select(v => new PointRecord { RunId = runId, Kind = PointRecord.Validation, Step = v.Step, At = v.At, Steps = 1, Loss = v.Loss }));
        (_savedPoints, _savedValidations) = (_points.Count, _validations.Count);
        return (taken, from);
    }

    private void Halve()
    {
        var pairs = _points.Chunk(2).Select(Mean).ToList();
        _points.Clear();
        _points.AddRange(pairs);
        _stepsPerPoint *= 2;
        // All that this process knows is written anew; what an earlier one has saved stays as it is.
        (_savedPoints, _savedValidations) = (0, 0);
        var first = Math.Min(pairs[0].Point.Step - pairs[0].Steps + 1, _validations.Count > 0 ? _validations[0].Step : long.MaxValue);
        _rewriteFrom = Math.Min(_rewriteFrom ?? long.MaxValue, first);
    }

    private static TrainingPoint Mean(List<StepPart> steps, DateTimeOffset at)
    {
        var seconds = steps.Sum(s => s.Seconds);
        return new TrainingPoint(
            steps[^1].Step,
            at,
            steps.Average(s => s.Loss),
            steps[^1].LearningRate,
            steps.Average(s => s.GradientNorm),
            seconds > 0 ? steps.Sum(s => s.Tokens) / seconds : 0,
            steps.Average(s => s.ModelFlopUtilization),
            seconds > 0 ? steps.Sum(s => s.DataWait) / seconds : 0,
            seconds > 0 ? steps.Sum(s => s.CheckpointStall) / seconds : 0);
    }

    private static (TrainingPoint Point, int Steps) Mean((TrainingPoint Point, int Steps)[] points)
    {
        var (last, all) = (points[^1].Point, points.Sum(p => p.Steps));
        return (new TrainingPoint(
            last.Step,
            last.At,
            Weighted(p => p.Loss),
            last.LearningRate,
            Weighted(p => p.GradientNorm),
            Weighted(p => p.TokensPerSecond),
            points.All(p => p.Point.ModelFlopUtilization is not null) ? Weighted(p => p.ModelFlopUtilization!.Value) : null,
            Weighted(p => p.DataWait),
            Weighted(p => p.CheckpointStall)), all);

        double Weighted(Func<TrainingPoint, double> figure) => points.Sum(p => figure(p.Point) * p.Steps) / all;
    }
}
