using Onebox.Kernel;

namespace Onebox.Serving.Worker.Loading;

/// <summary>Where the model will be: empty while it loads, then it or the reason why not. Thread-safe.</summary>
internal sealed class ModelSlot : IAsyncDisposable
{
    private static readonly TimeSpan LoadRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DrainRetry = TimeSpan.FromSeconds(1);

    private volatile LoadedModel? _model;
    private volatile Problem? _failure;
    private volatile bool _draining;
    private double _progress;

    public LoadedModel? Model => _model;
    public Problem? Failure => _failure;

    /// <summary>From 0 to 1.</summary>
    public double Progress => Volatile.Read(ref _progress);

    public void Report(double progress) => Volatile.Write(ref _progress, Math.Clamp(progress, 0, 1));

    public void Put(LoadedModel model) => _model = model;

    public void Fail(Problem failure) => _failure = failure;

    /// <summary>From now on no request gets the model.</summary>
    public void Drain() => _draining = true;

    /// <summary>The model for a new request.</summary>
    /// <exception cref="ProblemException">Unavailable: it is not there yet, or not any more, or will never be.</exception>
    public LoadedModel Take()
    {
        if (_draining) throw Unavailable("model.draining", "This replica is being stopped and takes no new requests.", "Try again: another replica answers.", DrainRetry);
        if (_model is { } model) return model;
        if (_failure is { } failure) throw Unavailable(failure.Code, failure.Detail, failure.Remedy, null);
        throw Unavailable("model.loading", $"The model is being loaded ({Progress:P0}).", "Try again when it is ready.", LoadRetry);
    }

    public ValueTask DisposeAsync() => _model?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static ProblemException Unavailable(string code, string detail, string? remedy, TimeSpan? retry) =>
        new Problem(ProblemKind.Unavailable, code, detail, remedy) { RetryAfter = retry }.ToException();
}
