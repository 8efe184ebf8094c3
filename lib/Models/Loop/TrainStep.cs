using System.Runtime.InteropServices;
using TorchSharp;

namespace Onebox.Models.Loop;

/// <summary>What a step's forward and backward passes gave, over all ranks.</summary>
/// <param name="Loss">Mean loss, nats.</param>
/// <param name="Weight">What the gradient is divided by: trained tokens, or pairs.</param>
/// <param name="Tokens">Tokens read.</param>
/// <param name="Flops">Operations needed on this rank.</param>
/// <param name="Norm">Length of the mean gradient.</param>
/// <param name="Preferred">Share of pairs that the model ranks rightly.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StepGradient(double Loss, double Weight, long Tokens, double Flops, double Norm, double? Preferred);

/// <summary>One step: the gradient of all its micro-batches, summed; then, if the caller still wants it, the update.</summary>
internal sealed class TrainStep(TrainingSettings settings, ITrainable model, TrainedState state, IRankGroup ranks)
{
    private const int SharedAtOnce = 1 << 24;
    private readonly AdamW _optimizer = new(settings, TorchRuntime.Threads);
    private readonly double[] _sums = new double[4];

    /// <summary>Weights do not change here.</summary>
    public StepGradient Differentiate(StepData data, long step)
    {
        state.ClearGradients();
        _sums.AsSpan().Clear();
        var flops = 0.0;
        foreach (var (number, batch) in data.Batches)
        {
            using var scope = torch.NewDisposeScope();
            flops += model.FlopsOf(batch);
            Add(batch, (long)(SplitMix64.From(settings.Seed, 1L << 32, (step * settings.GradientAccumulation) + number).Next() >> 1));
        }
        if (ranks.Size > 1) Share();
        var weight = _sums[1];
        var norm = weight > 0 ? _optimizer.Norm(state) / weight : 0;
        return new StepGradient(_sums[0] / weight, weight, (long)_sums[2], flops, norm, settings.Method == TrainingMethod.Dpo ? _sums[3] / weight : null);
    }

    /// <summary>Applies the gradient, clipped.</summary>
    public void Update(StepGradient gradient, double rate, long updates)
    {
        var clip = settings.ClipNorm > 0 && gradient.Norm > settings.ClipNorm ? settings.ClipNorm / gradient.Norm : 1;
        _optimizer.Update(state, new UpdateNumbers(rate, clip / gradient.Weight, updates));
    }

    private void Add(PackedBatch batch, long seed)
    {
        _sums[2] += batch.Tokens.Tokens;
        if (settings.Method == TrainingMethod.Dpo)
        {
            var pairs = Preferences.Backward(model, batch, settings.DpoBeta, seed);
            _sums[0] += pairs.Loss;
            _sums[1] += pairs.Pairs;
            _sums[3] += pairs.Preferred;
            return;
        }
        _sums[0] += model.Backward(batch, seed);
        _sums[1] += batch.TrainedTokens;
    }

    private unsafe void Share()
    {
        state.FillGradients();
        ranks.SumInRankOrder(_sums);
        foreach (var parameter in state.Parameters)
        {
            for (var from = 0L; from < parameter.Count; from += SharedAtOnce)
                ranks.SumInRankOrder(new Span<float>(parameter.GradientPointer + from, (int)Math.Min(SharedAtOnce, parameter.Count - from)));
        }
    }
}
