using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>A target matrix as rows of the fused one.</summary>
/// <param name="Target">Its Hugging Face name: <c>q_proj</c>.</param>
/// <param name="FirstRow">Where its rows begin in the fused matrix.</param>
/// <param name="BranchRow">Where its rows begin in B.</param>
internal sealed record LoraPart(string Target, int FirstRow, int Rows, int BranchRow);

/// <summary>
/// The adapter of one fused matrix. The parts read the same input, so their A are one matrix; each part's B writes its own rows. For products all B stand in one matrix
/// too, each in rows and columns of its own with zeros beside: what is read and written is large, and once is cheaper than once for each part.
/// </summary>
internal sealed unsafe class LoraBranch : IDisposable
{
    private readonly LoraOptions _options;
    private readonly float _scale;
    private readonly ulong _salt;
    private readonly LoraMemory _memory;
    private readonly Tensor? _wide;
    private Tensor? _low;

    public LoraBranch(string name, int inputs, int outputs, IReadOnlyList<LoraPart> parts, LoraOptions options, ComputeType compute, LoraMemory memory)
    {
        Parts = parts;
        _options = options;
        _scale = (float)options.Scale;
        _salt = RandomWeights.Fold(name, options.Seed);
        _memory = memory;
        A = new ModelParameter(name + ".lora_a", Begin(parts.Count * options.Rank, inputs, _salt), compute, trainable: true);
        B = new ModelParameter(name + ".lora_b", torch.zeros(parts.Sum(part => part.Rows), options.Rank, dtype: torch.float32).DetachFromDisposeScope(), compute, trainable: true);
        Inputs = inputs;
        Outputs = outputs;
        if (parts.Count > 1 || parts[0].Rows != outputs) _wide = torch.zeros(outputs, parts.Count * options.Rank, dtype: B.Compute.dtype).DetachFromDisposeScope();
    }

    public IReadOnlyList<LoraPart> Parts { get; }

    public int Inputs { get; }

    /// <summary>Rows of the fused matrix.</summary>
    public int Outputs { get; }

    /// <summary>[parts · rank, in].</summary>
    public ModelParameter A { get; }

    /// <summary>[rows of all parts, rank].</summary>
    public ModelParameter B { get; }

    /// <summary>Adds the branch's output. <paramref name="y"/> is [rows, fused out].</summary>
    public void Forward(Tensor x, Tensor y)
    {
        if (_memory.Bypassed) return;
        using var scope = torch.NewDisposeScope();
        var low = Low(x.shape[0]);
        low.addmm_(Dropped(x), A.Compute.t(), 0, 1);
        FillWide();
        y.addmm_(low, Wide.t(), 1, _scale);
    }

    /// <summary>Adds to the gradient of the input, and keeps what <see cref="WeightGradient"/> needs next.</summary>
    public void InputGradient(Tensor gradient, Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var low = LowGradient(gradient.shape[0]);
        low.addmm_(gradient, Wide, 0, _scale);
        if (!Drops)
        {
            input.addmm_(low, A.Compute, 1, 1);
            return;
        }
        var through = _memory.Input((int)input.shape[0], Inputs);
        through.addmm_(low, A.Compute, 0, 1);
        Mask(through, through);
        input.add_(through);
    }

    /// <summary>Follows the forward pass over the same rows.</summary>
    public void WeightGradient(Tensor x, Tensor gradient)
    {
        using var scope = torch.NewDisposeScope();
        Add(A, LowGradient(x.shape[0]).t(), Dropped(x));
        var product = _memory.Product(Outputs, Columns);
        product.addmm_(gradient.t(), Low(x.shape[0]), 0, _scale);
        var total = B.BeginGradient();
        for (var i = 0; i < Parts.Count; i++) AddBlock(product, Parts[i], i * _options.Rank, total + ((nint)Parts[i].BranchRow * _options.Rank));
    }

    /// <summary>scale · B A of a part, [rows, in] float32, for the caller to dispose.</summary>
    public Tensor Product(LoraPart part)
    {
        using var scope = torch.NewDisposeScope();
        var index = Parts.ToList().IndexOf(part);
        return (Rows(B.Value!, part).matmul(A.Value!.narrow(0, (long)index * _options.Rank, _options.Rank)) * _scale).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
        _wide?.Dispose();
        _low?.Dispose();
    }

    private bool Drops => _options.Dropout > 0 && _memory.Seed is not null;

    private int Columns => Parts.Count * _options.Rank;

    /// <summary>All B side by side: [fused out, parts · rank].</summary>
    private Tensor Wide => _wide ?? B.Compute;

    private void FillWide()
    {
        if (_wide is null) return;
        for (var i = 0; i < Parts.Count; i++) _wide.narrow(0, Parts[i].FirstRow, Parts[i].Rows).narrow(1, (long)i * _options.Rank, _options.Rank).copy_(Rows(B.Compute, Parts[i]));
    }

    /// <summary>x Aᵀ of the last forward pass: small, and each branch keeps its own until the gradient needs it.</summary>
    private Tensor Low(long rows)
    {
        if (_low is null || _low.shape[0] < rows)
        {
            _low?.Dispose();
            _low = torch.empty(rows, Columns, dtype: A.Compute.dtype).DetachFromDisposeScope();
        }
        return _low.narrow(0, 0, rows);
    }

    private Tensor LowGradient(long rows) => _memory.LowGradient((int)rows, Columns);

    private static Tensor Rows(Tensor b, LoraPart part) => b.narrow(0, part.BranchRow, part.Rows);

    private Tensor Dropped(Tensor x)
    {
        if (!Drops) return x;
        var target = _memory.Input((int)x.shape[0], Inputs);
        Mask(x, target);
        return target;
    }

    private void Mask(Tensor source, Tensor target)
    {
        var seed = _memory.Seed!.Value ^ _salt;
        if (source.dtype == torch.bfloat16) DropoutKernel.Run<Brains>(Panel.PointerOf(source), Panel.PointerOf(target), (int)source.shape[0], Inputs, (float)_options.Dropout, seed);
        else DropoutKernel.Run<Singles>(Panel.PointerOf(source), Panel.PointerOf(target), (int)source.shape[0], Inputs, (float)_options.Dropout, seed);
    }

    /// <summary>The gradient += left · right.</summary>
    private void Add(ModelParameter parameter, Tensor left, Tensor right)
    {
        parameter.BeginGradient();
        if (ReferenceEquals(parameter.Compute, parameter.Value))
        {
            parameter.Gradient!.addmm_(left, right, 1, 1);
            return;
        }
        var product = _memory.Product(parameter.Shape[0], parameter.Shape[1]);
        product.addmm_(left, right, 0, 1);
        SumKernel.Accumulate<Brains>(Panel.PointerOf(product), parameter.GradientPointer, parameter.Count, add: true);
    }

    private void AddBlock(Tensor product, LoraPart part, int column, float* total)
    {
        var at = (byte*)Panel.PointerOf(product) + ((((nint)part.FirstRow * Columns) + column) * product.ElementSize);
        if (product.dtype == torch.bfloat16) SumKernel.AccumulateBlock<Brains>(at, Columns, total, part.Rows, _options.Rank);
        else SumKernel.AccumulateBlock<Singles>(at, Columns, total, part.Rows, _options.Rank);
    }

    /// <summary>Uniform in ±1/√in, as PEFT begins (Kaiming with a = √5).</summary>
    private static Tensor Begin(int rows, int columns, ulong seed)
    {
        var a = torch.empty(rows, columns, dtype: torch.float32).DetachFromDisposeScope();
        var values = (float*)Panel.PointerOf(a);
        var bound = 1 / Math.Sqrt(columns);
        for (long i = 0; i < (long)rows * columns; i++) values[i] = (float)(((RandomWeights.Mix(seed + (0x9E3779B97F4A7C15UL * (ulong)(i + 1))) >> 11) * (2.0 / (1UL << 53)) - 1) * bound);
        return a;
    }
}
