using TorchSharp;

namespace Onebox.Models.Loop;

/// <summary>Mean loss of samples that are not trained. Always the same ones, chosen by the seed.</summary>
internal sealed class ValidateModel
{
    private readonly TrainingSettings _settings;
    private readonly ITrainable _model;
    private readonly IndexedWindows _windows;

    public ValidateModel(TrainingSettings settings, ITrainable model, ISampleSource samples)
    {
        _model = model;
        _settings = settings with { Shuffle = false, Packing = true, ExcludedSamples = null };
        _windows = new IndexedWindows(new Chosen(samples, settings), _settings);
    }

    /// <exception cref="TrainingException">None of the samples has a trained token.</exception>
    public double Run(CancellationToken cancellation)
    {
        var (loss, weight) = (0.0, 0.0);
        var pieces = new List<Piece>();
        for (var at = new WindowStart(0, 0); at.Epoch == 0;)
        {
            var here = at;
            at = _windows.Read(here, pieces);
            foreach (var batch in BatchFeed.BatchesOf(pieces, _settings, here))
            {
                cancellation.ThrowIfCancellationRequested();
                if (BuildBatch.From(batch, _windows) is { TrainedTokens: > 0 } packed) Add(packed, ref loss, ref weight);
            }
        }
        return weight > 0 ? loss / weight : throw new TrainingException(TrainingError.NoSamples, "No validation sample has a token that is trained: check the validation split, or leave it out.");
    }

    private void Add(PackedBatch batch, ref double loss, ref double weight)
    {
        using var scope = torch.NewDisposeScope();
        if (_settings.Method == TrainingMethod.Dpo)
        {
            var pairs = Preferences.Evaluate(_model, batch, _settings.DpoBeta);
            loss += pairs.Loss;
            weight += pairs.Pairs;
            return;
        }
        foreach (var log in _model.LogProbabilities(batch, reference: false)) loss -= log;
        weight += batch.TrainedTokens;
    }

    private sealed class Chosen : ISampleSource
    {
        private readonly ISampleSource _all;
        private readonly long[] _indices;

        public Chosen(ISampleSource all, TrainingSettings settings)
        {
            _all = all;
            var order = new long[all.Count];
            for (var i = 0L; i < order.Length; i++) order[i] = i;
            SplitMix64.From(settings.Seed, 0, 1).Shuffle(order.AsSpan());
            _indices = settings.ValidationSamples > 0 && settings.ValidationSamples < order.Length ? order[..settings.ValidationSamples] : order;
        }

        public long Count => _indices.Length;

        public int LengthOf(long index) => _all.LengthOf(_indices[index]);

        public TrainingSample Read(long index) => _all.Read(_indices[index]);
    }
}
