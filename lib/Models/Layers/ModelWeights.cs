using System.Globalization;
using TorchSharp;

namespace Onebox.Models;

/// <summary>The weights of one block.</summary>
internal sealed record LayerWeights(
    ModelParameter AttentionNorm,
    Linear Qkv,
    ModelParameter? QkvBias,
    ModelParameter? QueryNorm,
    ModelParameter? KeyNorm,
    Linear AttentionOutput,
    ModelParameter FeedForwardNorm,
    Linear GateUp,
    Linear Down);

/// <summary>
/// All weights of a model. Matrices that read the same input are one: queries, keys and values; gate and up. One large product is faster
/// than three, and so is one large gradient.
/// </summary>
internal sealed class ModelWeights : IDisposable
{
    private readonly List<ModelParameter> _parameters = [];
    private readonly List<Linear> _linears = [];
    private readonly Scratch _scratch;

    public ModelWeights(ModelShape shape, ModelOptions options, WeightSource source)
    {
        _scratch = new Scratch(LargestMatrix(shape), options.Compute == ComputeType.BFloat16 ? torch.bfloat16 : torch.float32);
        ModelParameter Add(string name, params long[] dimensions)
        {
            var parameter = Make(name, dimensions, options, source);
            _parameters.Add(parameter);
            return parameter;
        }
        Linear Matrix(string name, long rows, long columns) => Wrap(Add(name, rows, columns));

        Embedding = Add(WeightNames.Embedding, shape.Vocabulary, shape.Hidden);
        Layers = new LayerWeights[shape.Layers];
        for (var i = 0; i < shape.Layers; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"layers.{i}.");
            Layers[i] = new LayerWeights(
                Add(at + WeightNames.AttentionNorm, shape.Hidden),
                Matrix(at + WeightNames.Qkv, shape.QkvRows, shape.Hidden),
                shape.AttentionBias ? Add(at + WeightNames.QkvBias, shape.QkvRows) : null,
                shape.QkNorm ? Add(at + WeightNames.QueryNorm, shape.HeadSize) : null,
                shape.QkNorm ? Add(at + WeightNames.KeyNorm, shape.HeadSize) : null,
                Matrix(at + WeightNames.AttentionOutput, shape.Hidden, shape.Heads * shape.HeadSize),
                Add(at + WeightNames.FeedForwardNorm, shape.Hidden),
                Matrix(at + WeightNames.GateUp, 2L * shape.Intermediate, shape.Hidden),
                Matrix(at + WeightNames.Down, shape.Hidden, shape.Intermediate));
        }
        Norm = Add(WeightNames.Norm, shape.Hidden);
        Output = shape.TiedEmbeddings ? Wrap(Embedding) : Matrix(WeightNames.Output, shape.Vocabulary, shape.Hidden);
    }

    public IReadOnlyList<ModelParameter> Parameters => _parameters;

    public ModelParameter Embedding { get; }

    public LayerWeights[] Layers { get; }

    public ModelParameter Norm { get; }

    /// <summary>From the last norm to logits; shares the embedding's weight when tied.</summary>
    public Linear Output { get; }

    /// <summary>Adds all branches to the weights beside them and takes them away.</summary>
    public void Merge()
    {
        foreach (var linear in _linears.Where(linear => linear.Branch is not null))
        {
            foreach (var part in linear.Branch!.Parts)
            {
                using var scope = torch.NewDisposeScope();
                var rows = linear.Weight.Compute.narrow(0, part.FirstRow, part.Rows);
                rows.copy_(rows.to(torch.float32) + linear.Branch.Product(part));
            }
            linear.Branch = null;
        }
    }

    public void Dispose()
    {
        foreach (var linear in _linears) linear.Dispose();
        foreach (var parameter in _parameters) parameter.Dispose();
        _scratch.Dispose();
    }

    private Linear Wrap(ModelParameter weight)
    {
        var linear = new Linear(weight, _scratch);
        _linears.Add(linear);
        return linear;
    }

    private static unsafe ModelParameter Make(string name, long[] dimensions, ModelOptions options, WeightSource source)
    {
        var value = torch.empty(dimensions, dtype: torch.float32).DetachFromDisposeScope();
        source.Fill(name, value);
        if (!options.Frozen) return new ModelParameter(name, value, options.Compute, trainable: true);
        if (options.Base != BaseType.Compute && dimensions.Length == 2 && name.StartsWith("layers.", StringComparison.Ordinal))
        {
            var packed = new QuantizedMatrix((float*)Panel.PointerOf(value), (int)dimensions[0], (int)dimensions[1], options.Base);
            value.Dispose();
            return new ModelParameter(name, dimensions, packed);
        }
        if (options.Compute == ComputeType.Float32 || dimensions.Length == 1) return new ModelParameter(name, value, options.Compute, trainable: false);
        var compute = value.to(torch.bfloat16).DetachFromDisposeScope();
        value.Dispose();
        return new ModelParameter(name, compute, options.Compute, trainable: false);
    }

    private static long LargestMatrix(ModelShape shape) => shape.Hidden * new[] { shape.Vocabulary, shape.QkvRows, shape.Heads * (long)shape.HeadSize, 2L * shape.Intermediate }.Max();
}
