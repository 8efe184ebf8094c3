using System.Runtime.InteropServices;

namespace Onebox.Models.Loop;

/// <summary>Where a run is in its data: a window, and how many of its micro-batches are done. With the seed and the settings it is all that a resume needs.</summary>
public sealed record FeedPosition(long Epoch, long Start, int Batch);

/// <summary>Micro-batches without end, epoch after epoch, in an order that follows from the seed.</summary>
internal sealed class BatchFeed(ISampleWindows windows, TrainingSettings settings, FeedPosition position)
{
    private readonly List<Piece> _pieces = [];
    private List<List<Piece>>? _batches;
    private WindowStart _window = new(position.Epoch, position.Start);
    private WindowStart _next;
    private int _batch = position.Batch;

    /// <summary>The next micro-batch's place.</summary>
    public FeedPosition Position => new(_window.Epoch, _window.Start, _batch);

    /// <exception cref="TrainingException">A whole epoch has not one sample that can be trained.</exception>
    public List<Piece> Next()
    {
        _batches ??= Load(_window);
        var borders = 0;
        while (_batch >= _batches.Count)
        {
            // Windows may be empty; a whole epoch without a batch means that there is nothing.
            if (_next.Epoch > _window.Epoch && ++borders > 1)
                throw new TrainingException(TrainingError.NoSamples, $"No sample can be trained: all are shorter than two tokens, excluded, or longer than {settings.SequenceLength} tokens with overlong set to skip.");
            _window = _next;
            _batch = 0;
            _batches = Load(_window);
        }
        return _batches[_batch++];
    }

    private List<List<Piece>> Load(WindowStart at)
    {
        _next = windows.Read(at, _pieces);
        return BatchesOf(_pieces, settings, at);
    }

    /// <summary>Batches of a window. Falling lengths would put all long samples first, so the batches are shuffled again.</summary>
    public static List<List<Piece>> BatchesOf(List<Piece> pieces, TrainingSettings settings, WindowStart at)
    {
        if (!settings.Packing) return PackSamples.Count(pieces, settings.MicroBatchTokens / settings.SequenceLength);
        var batches = PackSamples.Fill(pieces, settings.MicroBatchTokens);
        if (settings.Shuffle) SplitMix64.From(settings.Seed, 2 + at.Epoch, at.Start).Shuffle(CollectionsMarshal.AsSpan(batches));
        return batches;
    }
}
