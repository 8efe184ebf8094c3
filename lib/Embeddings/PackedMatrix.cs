using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Onebox.Embeddings;

/// <summary>
/// A matrix of weights in panels of 32 columns, so that a product reads it in order. Eight rows of the input by 32 columns are kept in registers
/// at once (Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication"). Allocates nothing while it multiplies.
/// </summary>
internal sealed unsafe class PackedMatrix
{
    private const int Panel = 32;
    private const int Block = 8;

    private const int AlignmentBytes = 64;

    // Pinned for its life, with room to begin at a cache line.
    private readonly float[] _memory;
    private readonly float* _weights;
    private readonly float[] _bias;

    /// <param name="weights">Rows of <paramref name="columns"/> values, one for each input.</param>
    public PackedMatrix(float[] weights, float[] bias, int inputs, int columns)
    {
        if (weights.Length != inputs * columns || bias.Length != columns || columns % Panel != 0) throw new InvalidDataException("The weights do not have the shape of this model.");
        (Inputs, Columns, _bias) = (inputs, columns, bias);
        _memory = GC.AllocateUninitializedArray<float>(weights.Length + (AlignmentBytes / sizeof(float)), pinned: true);
        var start = (nuint)(float*)Unsafe.AsPointer(ref _memory[0]);
        _weights = (float*)((start + AlignmentBytes - 1) & ~(nuint)(AlignmentBytes - 1));
        var to = _weights;
        for (var panel = 0; panel < columns; panel += Panel)
        {
            for (var row = 0; row < inputs; row++, to += Panel) weights.AsSpan((row * columns) + panel, Panel).CopyTo(new Span<float>(to, Panel));
        }
    }

    public int Inputs { get; }

    public int Columns { get; }

    /// <summary>Output (rows × columns) = input (rows × inputs) · weights + bias.</summary>
    public void Multiply(ReadOnlySpan<float> input, int rows, Span<float> output)
    {
        if (input.Length < rows * Inputs || output.Length < rows * Columns) throw new ArgumentException("The spans are too short for so many rows.", nameof(input));
        fixed (float* from = input, to = output, bias = _bias)
        {
            for (var panel = 0; panel < Columns; panel += Panel)
            {
                var weights = _weights + ((long)panel * Inputs);
                var row = 0;
                for (; row + Block <= rows; row += Block) Eight(from + ((long)row * Inputs), weights, bias + panel, to + ((long)row * Columns) + panel);
                for (; row < rows; row++) One(from + ((long)row * Inputs), weights, bias + panel, to + ((long)row * Columns) + panel);
            }
        }

        GC.KeepAlive(_memory);
    }

    // Optimised from its first call on: before the runtime thinks it worth while, a tenth of a thousand files has gone by.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Eight(float* a, float* b, float* bias, float* c)
    {
        var k = Inputs;
        Vector512<float> x0 = Vector512.Load(bias), y0 = Vector512.Load(bias + 16);
        Vector512<float> x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0, x6 = x0, x7 = x0;
        Vector512<float> y1 = y0, y2 = y0, y3 = y0, y4 = y0, y5 = y0, y6 = y0, y7 = y0;
        for (var i = 0; i < k; i++, b += Panel)
        {
            Vector512<float> left = Vector512.Load(b), right = Vector512.Load(b + 16);
            var at = a + i;
            Step(at, left, right, ref x0, ref y0);
            Step(at + k, left, right, ref x1, ref y1);
            Step(at + (2 * k), left, right, ref x2, ref y2);
            Step(at + (3 * k), left, right, ref x3, ref y3);
            Step(at + (4 * k), left, right, ref x4, ref y4);
            Step(at + (5 * k), left, right, ref x5, ref y5);
            Step(at + (6 * k), left, right, ref x6, ref y6);
            Step(at + (7 * k), left, right, ref x7, ref y7);
        }

        var n = Columns;
        Store(c, x0, y0);
        Store(c + n, x1, y1);
        Store(c + (2 * n), x2, y2);
        Store(c + (3 * n), x3, y3);
        Store(c + (4 * n), x4, y4);
        Store(c + (5 * n), x5, y5);
        Store(c + (6 * n), x6, y6);
        Store(c + (7 * n), x7, y7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void One(float* a, float* b, float* bias, float* c)
    {
        Vector512<float> x = Vector512.Load(bias), y = Vector512.Load(bias + 16);
        for (var i = 0; i < Inputs; i++, b += Panel) Step(a + i, Vector512.Load(b), Vector512.Load(b + 16), ref x, ref y);
        Store(c, x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(float* a, Vector512<float> left, Vector512<float> right, ref Vector512<float> x, ref Vector512<float> y)
    {
        var value = Vector512.Create(*a);
        x = Vector512.FusedMultiplyAdd(value, left, x);
        y = Vector512.FusedMultiplyAdd(value, right, y);
    }

    private static void Store(float* c, Vector512<float> x, Vector512<float> y)
    {
        x.Store(c);
        y.Store(c + 16);
    }
}
