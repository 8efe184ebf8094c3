using System.Runtime.InteropServices;

namespace Onebox.Models.Loop;

/// <summary>A stretch of one parameter that one thread works on: about as much as its second-level cache holds.</summary>
internal readonly unsafe struct Block(float* value, float* gradient, ushort* copy, void* mean, void* square, int count, bool decays, int parameter, uint place)
{
    public float* Value { get; } = value;

    public float* Gradient { get; } = gradient;

    /// <summary>The bfloat16 copy that is computed with; null where the model computes with the values themselves.</summary>
    public ushort* Copy { get; } = copy;

    /// <summary>In the type of the moments, as <see cref="Square"/>.</summary>
    public void* Mean { get; } = mean;

    public void* Square { get; } = square;

    public int Count { get; } = count;

    public bool Decays { get; } = decays;

    public int Parameter { get; } = parameter;

    /// <summary>The number of its first element among all: what chance follows from.</summary>
    public uint Place { get; } = place;
}

/// <summary>All that a step changes: the parameters' values with AdamW's two moments, cut into blocks. The moments lie one after the other in native memory, by parameter name.</summary>
internal sealed unsafe class TrainedState : IDisposable
{
    private const int BlockSize = 64 * 1024;
    private const int Alignment = 64;
    private readonly byte* _moments;
    private readonly int _momentBytes;

    public TrainedState(IReadOnlyList<ModelParameter> trained, TrainingPrecision moments = TrainingPrecision.F32)
    {
        _momentBytes = moments == TrainingPrecision.Bf16 ? sizeof(ushort) : sizeof(float);
        Parameters = [.. trained.OrderBy(p => p.Name, StringComparer.Ordinal)];
        if (Parameters.Count == 0) throw new TrainingException(TrainingError.Settings, "The model has no trained parameters: it was loaded frozen and has no adapter.");
        Count = Parameters.Sum(p => p.Count);
        var padded = Parameters.Sum(p => Padded(p.Count));
        var bytes = (nuint)padded * 2 * (nuint)_momentBytes;
        _moments = (byte*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(_moments, bytes);
        var blocks = new List<Block>();
        var tensors = new List<StateTensor>();
        var at = 0L;
        for (var i = 0; i < Parameters.Count; i++)
        {
            Cut(blocks, tensors, i, _moments + (at * _momentBytes), _moments + ((padded + at) * _momentBytes), at);
            at += Padded(Parameters[i].Count);
        }
        Blocks = [.. blocks];
        Tensors = tensors;
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<ModelParameter> Parameters { get; }

    /// <summary>Numbers that are trained.</summary>
    public long Count { get; }

    public Block[] Blocks { get; }

    /// <summary>Everything that a checkpoint keeps.</summary>
    public IReadOnlyList<StateTensor> Tensors { get; }

    public long Bytes => Tensors.Sum(t => t.Bytes);

    /// <summary>A gradient that nothing was added to counts as zero: write it out where all ranks must have one.</summary>
    public void FillGradients()
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.HasGradient) continue;
            parameter.Gradient!.zero_();
            parameter.HasGradient = true;
        }
    }

    public void ClearGradients()
    {
        foreach (var parameter in Parameters) parameter.ClearGradient();
    }

    /// <summary>After values were read from a checkpoint.</summary>
    public void Publish()
    {
        foreach (var parameter in Parameters) parameter.Publish();
    }

    private void Cut(List<Block> blocks, List<StateTensor> tensors, int index, byte* mean, byte* square, long place)
    {
        var parameter = Parameters[index];
        var value = (float*)Panel.PointerOf(parameter.Value!);
        var gradient = parameter.GradientPointer;
        var copy = ReferenceEquals(parameter.Compute, parameter.Value) ? null : (ushort*)parameter.ComputePointer;
        var decays = parameter.Decays && !IsEmbedding(parameter.Name);
        for (var from = 0L; from < parameter.Count; from += BlockSize)
        {
            var count = (int)Math.Min(BlockSize, parameter.Count - from);
            blocks.Add(new Block(value + from, gradient + from, copy is null ? null : copy + from, mean + (from * _momentBytes), square + (from * _momentBytes), count, decays, index, (uint)(place + from)));
        }
        tensors.Add(StateTensor.WeightOf(parameter));
        tensors.Add(new StateTensor("mean." + parameter.Name, StatePart.Optimizer, parameter.Shape, (nint)mean, parameter.Count * _momentBytes));
        tensors.Add(new StateTensor("square." + parameter.Name, StatePart.Optimizer, parameter.Shape, (nint)square, parameter.Count * _momentBytes));
    }

    /// <summary>Rare tokens would decay to nothing between their gradients.</summary>
    private static bool IsEmbedding(string name) => name.Contains("embed", StringComparison.OrdinalIgnoreCase);

    private static long Padded(long count) => (count + Alignment - 1) / Alignment * Alignment;

    public void Dispose() => NativeMemory.AlignedFree(_moments);
}
