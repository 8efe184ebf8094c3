using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>A target matrix as rows of the fused one.</summary>
/// <param name="Target">Its Hugging Face name: <c>q_proj</c>.</param>
/// <param name="FirstRow">Where its rows begin in the fused matrix.</param>
/// <param name="BranchRow">Where its rows begin in B.</param>
internal sealed record LoraPart(string Target, int FirstRow, int Rows, int BranchRow);

/// <summary>
/// The adapter of one fused matrix. The parts read the same input, so their A are one matrix; each part's B writes its own rows.
/// </summary>
internal sealed unsafe class LoraBranch : IDisposable
{
    private readonly LoraOptions _options;
    private readonly float _scale;
    private readonly ulong _salt;
    private readonly LoraMemory _memory;

    public LoraBranch(string name, int inputs, IReadOnlyList<LoraPart> parts, LoraOptions options, ComputeType compute, LoraMemory memory)
    {
        Parts = parts;
        _options = options;
        _scale = (float)options.Scale;
        _salt = RandomWeights.Fold(name, options.Seed);
        _memory = memory;
        A = new ModelParameter(name + ".lora_a", Begin(parts.Count * options.Rank, inputs, _salt), compute, trainable: true);
        B = new ModelParameter(name + ".lora_b", torch.zeros(parts.Sum(part => part.Rows), options.Rank, dtype: torch.float32).DetachFromDisposeScope(), compute, trainable: true);
        Inputs = inputs;
    }

    public IReadOnlyList<LoraPart> Parts { get; }

    public int Inputs { get; }

    /// <summary>[parts · rank, in].</summary>
    public ModelParameter A { get; }

    /// <summary>[rows of all parts, rank].</summary>
    public ModelParameter B { get; }

    /// <summary>Adds the branch's output. <paramref name="y"/> is [rows, fused out].</summary>
    public void Forward(Tensor x, Tensor y)
    {
        if (_memory.Bypassed) return;
        using var scope = torch.NewDisposeScope();
        var low = Low(Dropped(x));
        for (var i = 0; i < Parts.Count; i++) Columns(y, Parts[i]).addmm_(Share(low, i), Rows(B.Compute, Parts[i]).t(), 1, _scale);
    }

    /// <summary>Adds to the gradient of the input, and keeps what <see cref="WeightGradient"/> needs next.</summary>
    public void InputGradient(Tensor gradient, Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var low = LowGradient(gradient.shape[0]);
        for (var i = 0; i < Parts.Count; i++) Share(low, i).addmm_(Columns(gradient, Parts[i]), Rows(B.Compute, Parts[i]), 0, _scale);
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

    public void WeightGradient(Tensor x, Tensor gradient)
    {
        using var scope = torch.NewDisposeScope();
        var dropped = Dropped(x);
        var (low, lowGradient) = (Low(dropped), LowGradient(x.shape[0]));
        Add(A, 0, A.Shape[0], lowGradient.t(), dropped, 1);
        for (var i = 0; i < Parts.Count; i++) Add(B, Parts[i].BranchRow, Parts[i].Rows, Columns(gradient, Parts[i]).t(), Share(low, i), _scale);
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
    }

    private bool Drops => _options.Dropout > 0 && _memory.Seed is not null;

    private Tensor Low(Tensor x)
    {
        var low = _memory.Low((int)x.shape[0], Parts.Count * _options.Rank);
        return low.addmm_(x, A.Compute.t(), 0, 1);
    }

    private Tensor LowGradient(long rows) => _memory.LowGradient((int)rows, Parts.Count * _options.Rank);

    private Tensor Share(Tensor low, int part) => low.narrow(1, (long)part * _options.Rank, _options.Rank);

    private static Tensor Columns(Tensor y, LoraPart part) => y.narrow(1, part.FirstRow, part.Rows);

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

    /// <summary>Rows of the gradient += factor · left · right.</summary>
    private void Add(ModelParameter parameter, long firstRow, long rows, Tensor left, Tensor right, float factor)
    {
        parameter.BeginGradient();
        if (ReferenceEquals(parameter.Compute, parameter.Value))
        {
            parameter.Gradient!.narrow(0, firstRow, rows).addmm_(left, right, 1, factor);
            return;
        }
        var columns = parameter.Shape[1];
        var product = _memory.Product(rows, columns);
        product.addmm_(left, right, 0, factor);
        SumKernel.Accumulate<Brains>(Panel.PointerOf(product), parameter.GradientPointer + (firstRow * columns), rows * columns, add: true);
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
