namespace Onebox.Models.Loop;

/// <summary>The loop itself: data → gradient → judgement → update → what is due, until the end.</summary>
internal sealed class RunLoop : IDisposable
{
    private const int MostEmptySteps = 1000;
    private readonly TrainingInputs _inputs;
    private readonly TrainingSettings _settings;
    private readonly RunControl _control;
    private readonly IRankGroup _ranks;
    private readonly TrainedState _state;
    private readonly TrainStep _step;
    private readonly RunClock _clock;
    private readonly RunCheckpoints _checkpoints;
    private readonly ValidateModel? _validation;
    private readonly ISampleWindows _windows;
    private readonly TrainingPlan _plan;
    private RunState _run;
    private LossWatch _watch;
    private long _validatedAt = -1;
    private bool _stopEarly;

    public RunLoop(TrainingInputs inputs, RunControl control)
    {
        (_inputs, _settings, _control) = (inputs, inputs.Settings, control);
        _ranks = inputs.Ranks ?? new SingleRank();
        _plan = inputs.Samples is { } samples ? TrainingPlan.For(_settings, samples) : TrainingPlan.For(_settings, inputs.Stream!);
        _windows = inputs.Samples is { } indexed ? new IndexedWindows(indexed, _settings) : new StreamWindows(inputs.Stream!, _settings);
        var start = new FeedPosition(0, inputs.Stream?.Position ?? 0, 0);
        _run = new RunState(0, 0, _plan.Steps, LearningRate.WarmupOf(_settings, _plan.Steps), start, [], null, null, 0, null, 0);
        _watch = new LossWatch(_settings.SpikeFactor, []);
        _validation = inputs.Validation is { Count: > 0 } validation ? new ValidateModel(_settings, inputs.Model, validation) : null;
        _state = new TrainedState(inputs.Model.Trained, _settings.Moments);
        _step = new TrainStep(_settings, inputs.Model, _state, _ranks);
        _clock = new RunClock(inputs.Time ?? TimeProvider.System);
        _checkpoints = new RunCheckpoints(inputs, _control, _state, Tell);
    }

    private bool Leads => _ranks.Rank == 0;

    public RunEnded Run(CancellationToken cancellation)
    {
        var from = _checkpoints.Open(Leads);
        if (from is { } found)
        {
            _run = found.State;
            _watch = new LossWatch(_settings.SpikeFactor, _run.Losses);
        }
        _clock.PeakFlops = _inputs.MeasurePeak ? MatmulPeak.Measure(_inputs.Model.MatmulsOf(Math.Min(_settings.MicroBatchTokens, 2048)), _settings.Precision, TimeSpan.FromSeconds(1)) : 0;
        Tell(new RunStarted(_run.Step, _run.TotalSteps, _state.Count, _clock.PeakFlops, from?.From.Name, _plan.Efficiency));
        using var feed = new StepFeed(_windows, _settings, _run.Position, _ranks.Rank, _ranks.Size);
        return Steps(feed, cancellation);
    }

    private RunEnded Steps(StepFeed feed, CancellationToken cancellation)
    {
        var empty = 0;
        while (true)
        {
            if (Leads) _checkpoints.StandWhilePaused(_run, Losses, cancellation);
            if (Agree(cancellation) is { } end) return Finish(end, [], cancellation);
            _clock.Begin();
            StepData data;
            try
            {
                // Several ranks must make the same calls: they only leave where they agree.
                data = feed.Next(_ranks.Size > 1 ? CancellationToken.None : cancellation);
            }
            catch (OperationCanceledException)
            {
                continue;
            }
            _clock.DataCame();
            var gradient = _step.Differentiate(data, _run.Step);
            if (gradient.Weight == 0)
            {
                if (++empty > MostEmptySteps) throw new TrainingException(TrainingError.NoSamples, $"{MostEmptySteps} steps in a row held no token that is trained: check the loss mask, and that answers are not cut off by sequenceLength.");
                continue;
            }
            empty = 0;
            if (Judge(gradient) is { } broken) return Finish(broken, data.Samples, cancellation, gradient.Loss);
            Apply(gradient, data);
            Due(cancellation);
        }
    }

    /// <summary>What all ranks do next: any cancellation ends all; the first rank's end and early stop hold for all.</summary>
    private TrainingEnd? Agree(CancellationToken cancellation)
    {
        var asked = Leads ? _control.TakeEnd() : 0;
        Span<double> said = [cancellation.IsCancellationRequested ? 1 : 0, Leads && _stopEarly ? 1 : 0, asked];
        _ranks.SumInRankOrder(said);
        if (said[2] > 0)
        {
            _run = _run with { TotalSteps = Math.Max((long)said[2], _run.Step) };
            Tell(new EndChanged(_run.Step, _run.TotalSteps));
        }
        if (said[0] > 0) return TrainingEnd.Cancelled;
        if (said[1] > 0) return TrainingEnd.EarlyStop;
        return _run.Step >= _run.TotalSteps ? TrainingEnd.Completed : null;
    }

    private TrainingEnd? Judge(StepGradient gradient)
    {
        if (!double.IsFinite(gradient.Loss) || !double.IsFinite(gradient.Norm)) return TrainingEnd.NotANumber;
        return _watch.SpikeOver(gradient.Loss) is null ? null : TrainingEnd.LossSpike;
    }

    private void Apply(StepGradient gradient, StepData data)
    {
        var rate = LearningRate.At(_settings, _run.Step, _run.TotalSteps, _run.Warmup);
        _step.Update(gradient, rate, _run.Updates + 1);
        _watch.Add(gradient.Loss);
        _run = _run with { Step = _run.Step + 1, Updates = _run.Updates + 1, Tokens = _run.Tokens + gradient.Tokens, Position = data.After };
        var epoch = _plan.TokensPerEpoch is { } each ? (double)_run.Tokens / each : _run.Position.Epoch;
        Tell(_clock.End(_run, gradient, rate, epoch, _checkpoints.TakeStall()));
    }

    /// <summary>Validation and checkpoints, on the first rank; the others wait for it when they next agree.</summary>
    private void Due(CancellationToken cancellation)
    {
        // What is due after the last step is done at the end.
        if (!Leads || _run.Step >= _run.TotalSteps) return;
        var best = _settings.ValidateEvery > 0 && _run.Step % _settings.ValidateEvery == 0 && Validate(cancellation);
        _checkpoints.WriteWhenDue(_run, Losses, now: best && _settings.EarlyStopPatience > 0, cancellation);
    }

    /// <summary>Whether it is the best so far.</summary>
    private bool Validate(CancellationToken cancellation)
    {
        if (_validation is null || _validatedAt == _run.Step) return false;
        _clock.Begin();
        double loss;
        try
        {
            loss = _validation.Run(cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        _validatedAt = _run.Step;
        var best = _run.BestLoss is not { } before || loss < before - _settings.EarlyStopImprovement;
        _run = best
            ? _run with { ValidationLoss = loss, BestLoss = loss, BestStep = _run.Step, Worse = 0 }
            : _run with { ValidationLoss = loss, Worse = _run.Worse + 1 };
        _stopEarly = _settings.EarlyStopPatience > 0 && _run.Worse >= _settings.EarlyStopPatience;
        Tell(new Validated(_run.Step, loss, best, _clock.Elapsed));
        return best;
    }

    private RunEnded Finish(TrainingEnd reason, IReadOnlyList<long> samples, CancellationToken cancellation, double? loss = null)
    {
        string? checkpoint = null;
        if (Leads)
        {
            if (reason is TrainingEnd.Completed or TrainingEnd.EarlyStop) Validate(cancellation);
            checkpoint = _checkpoints.WriteLast(_run, Losses, cancellation);
        }
        var last = loss ?? (_watch.Losses.Count > 0 ? _watch.Losses[^1] : null);
        var message = EndMessage.Of(reason, _run, last, _watch.Losses, samples, checkpoint);
        var ended = new RunEnded(_run.Step, reason, message, samples, checkpoint, last, _run.BestLoss, Leads ? _checkpoints.Best() : null);
        Tell(ended);
        return ended;
    }

    private IReadOnlyList<double> Losses() => _watch.Losses;

    private void Tell(TrainingEvent happened)
    {
        if (Leads) _inputs.Observer.On(happened);
    }

    public void Dispose()
    {
        _checkpoints.Dispose();
        _state.Dispose();
    }
}
