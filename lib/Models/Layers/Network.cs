using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>The passes over a batch, for whichever type matrices are multiplied in.</summary>
internal abstract class Network : IDisposable
{
    public static Network Of(ModelShape shape, ModelOptions options, ModelWeights weights) => options.Compute == ComputeType.BFloat16
        ? new Network<Brains>(shape, options, weights, torch.bfloat16)
        : new Network<Singles>(shape, options, weights, torch.float32);

    /// <summary>[tokens, vocabulary] float32.</summary>
    public abstract Tensor Logits(TokenBatch batch);

    /// <summary>Log-probabilities of targets, in the order of their rows.</summary>
    public abstract float[] LogProbabilities(TokenBatch batch, TargetRows rows);

    /// <summary>Adds the gradients of Σ weight · -log p, where the weights may depend on the log-probabilities, and returns these.</summary>
    public abstract float[] Backward(TokenBatch batch, TargetRows rows, float[]? weights, Func<float[], float[]>? weigh);

    public abstract void Dispose();
}

/// <summary>The rows of a batch that have a target, and the targets.</summary>
internal sealed record TargetRows(int[] Rows, int[] Targets)
{
    public static TargetRows Of(TokenBatch batch)
    {
        if (batch.Targets is not { } all) throw new ArgumentException("The batch has no targets.", nameof(batch));
        var rows = Enumerable.Range(0, all.Length).Where(i => all[i] >= 0).ToArray();
        return new TargetRows(rows, [.. rows.Select(row => all[row])]);
    }
}

internal sealed unsafe class Network<E> : Network
    where E : struct, IElements
{
    private readonly ModelShape _shape;
    private readonly ModelOptions _options;
    private readonly ModelWeights _weights;
    private readonly torch.ScalarType _type;
    private readonly DecoderLayer<E>[] _layers;
    private readonly Attention<E> _attention;
    private readonly RopeTable _table;
    private readonly OutputHead<E> _head;
    private Workspace? _training;
    private Workspace? _forward;

    public Network(ModelShape shape, ModelOptions options, ModelWeights weights, torch.ScalarType type)
    {
        _shape = shape;
        _options = options;
        _weights = weights;
        _type = type;
        _layers = [.. weights.Layers.Select(layer => new DecoderLayer<E>(shape, layer))];
        _attention = new Attention<E>(shape, type);
        _table = new RopeTable(shape);
        _head = new OutputHead<E>(shape, weights.Output, type);
    }

    public override Tensor Logits(TokenBatch batch)
    {
        using var quiet = torch.no_grad();
        var space = ForwardSpace(batch.Tokens);
        Forward(batch, new SegmentPlan(batch, _shape.SlidingWindow), space);
        return _head.Logits(space.LastNormed, batch.Tokens);
    }

    public override float[] LogProbabilities(TokenBatch batch, TargetRows rows)
    {
        using var quiet = torch.no_grad();
        var space = ForwardSpace(batch.Tokens);
        Forward(batch, new SegmentPlan(batch, _shape.SlidingWindow), space);
        return _head.Run(space.LastNormed, batch.Tokens, rows.Rows, rows.Targets, null, null);
    }

    public override float[] Backward(TokenBatch batch, TargetRows rows, float[]? weights, Func<float[], float[]>? weigh)
    {
        using var quiet = torch.no_grad();
        var space = TrainingSpace(batch.Tokens);
        var plan = new SegmentPlan(batch, _shape.SlidingWindow);
        var keep = space.Kind == WorkspaceKind.Everything;
        Forward(batch, plan, space);
        if (weigh is not null) weights = weigh(_head.Run(space.LastNormed, batch.Tokens, rows.Rows, rows.Targets, null, null));
        var logs = _head.Run(space.LastNormed, batch.Tokens, rows.Rows, rows.Targets, weights, space.NormedGradient);

        space.Stream.Rows(batch.Tokens).zero_();
        NormKernel.Backward<E>(space.NormedGradient.Pointer, space.Last.Singles, space.LastScale.Singles, (float*)_weights.Norm.ComputePointer, space.Stream.Singles, space.Delta.Pointer,
            _weights.Norm.Trainable ? _weights.Norm.BeginGradient() : null, batch.Tokens, _shape.Hidden);
        for (var i = _layers.Length - 1; i >= 0; i--)
        {
            if (!keep) Recompute(i, space, plan);
            _layers[i].Backward(space, space.Layers[i], plan, _table, _attention);
        }
        if (_weights.Embedding.Trainable) SumKernel.Scatter(space.Stream.Singles, batch.Ids, _weights.Embedding.BeginGradient(), _shape.Hidden);
        return logs;
    }

    public override void Dispose()
    {
        _attention.Dispose();
        _table.Dispose();
        _head.Dispose();
        _training?.Dispose();
        _forward?.Dispose();
    }

    private void Forward(TokenBatch batch, SegmentPlan plan, Workspace space)
    {
        Check(batch);
        _table.Prepare(plan.Longest);
        var first = space.Layers[0].Input.Singles;
        if (_weights.Embedding.Compute.dtype == torch.bfloat16)
            SumKernel.Gather<Brains>(_weights.Embedding.ComputePointer, batch.Ids, first, _shape.Hidden);
        else
            SumKernel.Gather<Singles>(_weights.Embedding.ComputePointer, batch.Ids, first, _shape.Hidden);
        for (var i = 0; i < _layers.Length; i++)
            _layers[i].Forward(space, space.Layers[i], i == 0 ? null : space.Layers[i - 1].Middle, plan, _table, _attention);
        NormKernel.Forward<E>(space.Layers[^1].Middle.Singles, space.Delta.Pointer, space.Last.Singles, (float*)_weights.Norm.ComputePointer, _shape.NormEpsilon,
            space.LastNormed.Pointer, space.LastScale.Singles, batch.Tokens, _shape.Hidden);
    }

    /// <summary>Computes a layer again from its input. The stream's gradient lives in Delta too, so that is put aside.</summary>
    private void Recompute(int layer, Workspace space, SegmentPlan plan)
    {
        _layers[layer].Forward(space, space.Layers[layer], null, plan, _table, _attention);
        space.Delta.Rows(plan.Tokens).copy_(space.Stream.Rows(plan.Tokens));
    }

    private Workspace ForwardSpace(int tokens) => Space(ref _forward, tokens, WorkspaceKind.Forward);

    private Workspace TrainingSpace(int tokens) => Space(ref _training, tokens, _options.Checkpointing ? WorkspaceKind.Inputs : WorkspaceKind.Everything);

    private Workspace Space(ref Workspace? space, int tokens, WorkspaceKind kind)
    {
        if (space is not null && space.Tokens >= tokens) return space;
        space?.Dispose();
        return space = new Workspace(_shape, tokens, _type, kind);
    }

    private void Check(TokenBatch batch)
    {
        foreach (var id in batch.Ids)
        {
            if ((uint)id >= (uint)_shape.Vocabulary) throw new ModelException(FormattableString.Invariant($"The token {id} is not in the model's vocabulary of {_shape.Vocabulary}: text and model do not belong together."));
        }
        foreach (var id in batch.Targets ?? [])
        {
            if (id >= _shape.Vocabulary) throw new ModelException(FormattableString.Invariant($"The target {id} is not in the model's vocabulary of {_shape.Vocabulary}: text and model do not belong together."));
        }
    }
}
