namespace Onebox.Models;

/// <summary>One transformer block: norm, attention, norm, gated feed-forward, each half added to the residual stream.</summary>
internal sealed unsafe class DecoderLayer<E>
    where E : struct, IElements
{
    private readonly ModelShape _shape;
    private readonly RopeKernel _rope;
    private readonly LayerWeights _weights;

    public DecoderLayer(ModelShape shape, LayerWeights weights)
    {
        _shape = shape;
        _weights = weights;
        _rope = new RopeKernel(shape);
    }

    /// <summary>Computes the layer from <c>panels.Input</c> up to what it adds to <c>panels.Middle</c>, which is left in <c>space.Delta</c>.</summary>
    /// <param name="before">The stream to which <c>space.Delta</c> is added to become <c>panels.Input</c>; null when that is there already.</param>
    public void Forward(Workspace space, LayerPanels panels, Panel? before, SegmentPlan plan, RopeTable table, Attention<E> attention)
    {
        int tokens = plan.Tokens, hidden = _shape.Hidden;
        var (input, delta) = before is null ? (panels.Input, null) : (before, space.Delta);
        NormKernel.Forward<E>(input.Singles, delta is null ? null : delta.Pointer, panels.Input.Singles, Floats(_weights.AttentionNorm), _shape.NormEpsilon, panels.Normed.Pointer, panels.Scale.Singles, tokens, hidden);
        _weights.Qkv.Forward(panels.Normed.Rows(tokens), space.Qkv.Rows(tokens));
        _rope.Forward<E>(space.Qkv.Pointer, Raw(panels), Floats(_weights.QkvBias), Floats(_weights.QueryNorm), Floats(_weights.KeyNorm), Packed(panels.Queries, panels.Keys, panels.Values), table, plan.Positions);
        attention.Forward(plan, panels, space.PackedOutput);
        _weights.AttentionOutput.Forward(panels.Attended.Rows(tokens), space.Delta.Rows(tokens));

        NormKernel.Forward<E>(panels.Input.Singles, space.Delta.Pointer, panels.Middle.Singles, Floats(_weights.FeedForwardNorm), _shape.NormEpsilon, panels.MiddleNormed.Pointer, panels.MiddleScale.Singles, tokens, hidden);
        _weights.GateUp.Forward(panels.MiddleNormed.Rows(tokens), panels.GateUp.Rows(tokens));
        GateKernel.Forward<E>(panels.GateUp.Pointer, space.Gated.Pointer, tokens, _shape.Intermediate);
        _weights.Down.Forward(space.Gated.Rows(tokens), space.Delta.Rows(tokens));
    }

    /// <summary>Takes the stream's gradient after the layer, in <c>space.Stream</c> and <c>space.Delta</c>, to that before it, and adds the weights'.</summary>
    public void Backward(Workspace space, LayerPanels panels, SegmentPlan plan, RopeTable table, Attention<E> attention)
    {
        int tokens = plan.Tokens, hidden = _shape.Hidden;
        var delta = space.Delta.Rows(tokens);
        _weights.Down.InputGradient(delta, space.GatedGradient.Rows(tokens));
        GateKernel.Backward<E>(panels.GateUp.Pointer, space.GatedGradient.Pointer, space.GateUpGradient.Pointer, space.Gated.Pointer, tokens, _shape.Intermediate);
        _weights.Down.WeightGradient(space.Gated.Rows(tokens), delta);
        _weights.GateUp.Backward(panels.MiddleNormed.Rows(tokens), space.GateUpGradient.Rows(tokens), space.NormedGradient.Rows(tokens));
        NormKernel.Backward<E>(space.NormedGradient.Pointer, panels.Middle.Singles, panels.MiddleScale.Singles, Floats(_weights.FeedForwardNorm), space.Stream.Singles, space.Delta.Pointer, Gradient(_weights.FeedForwardNorm), tokens, hidden);

        _weights.AttentionOutput.Backward(panels.Attended.Rows(tokens), delta, space.AttendedGradient.Rows(tokens));
        attention.Backward(plan, panels, space.AttendedGradient, space.PackedOutput, space.Dots, space.QueriesGradient, space.KeysGradient, space.ValuesGradient);
        _rope.Backward<E>(Packed(space.QueriesGradient, space.KeysGradient, space.ValuesGradient), space.Qkv.Pointer, Raw(panels), Floats(_weights.QueryNorm), Floats(_weights.KeyNorm),
            Gradient(_weights.QueryNorm), Gradient(_weights.KeyNorm), table, plan.Positions);
        if (Gradient(_weights.QkvBias) is not null) SumKernel.Columns<E>(space.Qkv.Pointer, Gradient(_weights.QkvBias), tokens, _shape.QkvRows);
        _weights.Qkv.Backward(panels.Normed.Rows(tokens), space.Qkv.Rows(tokens), space.NormedGradient.Rows(tokens));
        NormKernel.Backward<E>(space.NormedGradient.Pointer, panels.Input.Singles, panels.Scale.Singles, Floats(_weights.AttentionNorm), space.Stream.Singles, space.Delta.Pointer, Gradient(_weights.AttentionNorm), tokens, hidden);
    }

    private static void* Raw(LayerPanels panels) => panels.Raw is null ? null : panels.Raw.Pointer;

    private static PackedHeads Packed(Panel queries, Panel keys, Panel values) => new(queries.Pointer, keys.Pointer, values.Pointer, queries.Capacity);

    private static float* Floats(ModelParameter? vector) => vector is null ? null : (float*)vector.ComputePointer;

    /// <summary>Where a vector's gradient is added to; null when nobody wants it.</summary>
    private static float* Gradient(ModelParameter? vector) => vector is not { Trainable: true } ? null : vector.BeginGradient();
}
