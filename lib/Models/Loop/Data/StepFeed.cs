using System.Collections.Concurrent;

namespace Onebox.Models.Loop;

/// <summary>What one step reads.</summary>
/// <param name="Batches">This rank's micro-batches, each with its number in the step. Those that train nothing are left out.</param>
/// <param name="Before">Where the step began to read.</param>
/// <param name="After">Where the next one begins.</param>
/// <param name="Samples">All samples of the step, over all ranks.</param>
internal sealed record StepData(IReadOnlyList<(int Number, PackedBatch Batch)> Batches, FeedPosition Before, FeedPosition After, IReadOnlyList<long> Samples);

/// <summary>Reads and builds the next steps' batches on a thread of its own, two ahead.</summary>
internal sealed class StepFeed : IDisposable
{
    private readonly BlockingCollection<StepData> _ready = new(boundedCapacity: 2);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private Exception? _failure;

    public StepFeed(ISampleWindows windows, TrainingSettings settings, FeedPosition from, int rank, int ranks)
    {
        _thread = new Thread(() => Fill(windows, settings, from, rank, ranks)) { IsBackground = true, Name = "training data" };
        _thread.Start();
    }

    /// <summary>The next step's data, waiting for it where it is not ready.</summary>
    public StepData Next(CancellationToken cancellation)
    {
        try
        {
            return _ready.Take(cancellation);
        }
        catch (InvalidOperationException) when (_failure is not null)
        {
            throw _failure as TrainingException ?? new TrainingException(TrainingError.NoSamples, $"The samples cannot be read: {_failure.Message}", _failure);
        }
    }

    private void Fill(ISampleWindows windows, TrainingSettings settings, FeedPosition from, int rank, int ranks)
    {
        try
        {
            var feed = new BatchFeed(windows, settings, from);
            while (!_stop.IsCancellationRequested) _ready.Add(Step(feed, windows, settings, rank, ranks), _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Disposed while waiting for room.
        }
        catch (Exception failure)
        {
            _failure = failure;
            _ready.CompleteAdding();
        }
    }

    private static StepData Step(BatchFeed feed, ISampleWindows windows, TrainingSettings settings, int rank, int ranks)
    {
        var before = feed.Position;
        var batches = new List<(int, PackedBatch)>();
        var samples = new List<long>();
        for (var number = 0; number < settings.GradientAccumulation; number++)
        {
            var pieces = feed.Next();
            foreach (var piece in pieces) samples.Add(piece.Sample);
            // Every rank walks all batches, so that all agree on the order, and reads only its own.
            if (number % ranks == rank && BuildBatch.From(pieces, windows) is { TrainedTokens: > 0 } batch) batches.Add((number, batch));
        }
        return new StepData(batches, before, feed.Position, samples);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _ready.Dispose();
        _stop.Dispose();
    }
}
