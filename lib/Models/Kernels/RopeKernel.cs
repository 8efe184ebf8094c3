using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Onebox.Models;

/// <summary>
/// What happens to queries, keys and values between their matrix and attention, in place: biases, the norm of query and key heads, and the
/// turn of the rotary embedding (Su et al., 2021) in the layout of transformers, which pairs the two halves of a head.
/// </summary>
internal sealed unsafe class RopeKernel
{
    private readonly int _queries;
    private readonly int _keys;
    private readonly int _size;

    public RopeKernel(ModelShape shape)
    {
        _queries = shape.Heads;
        _keys = shape.KvHeads;
        _size = shape.HeadSize;
        Epsilon = shape.NormEpsilon;
    }

    public float Epsilon { get; }

    private int Width => (_queries + (2 * _keys)) * _size;

    /// <param name="rows">[tokens, (queries + 2 keys) · size], changed.</param>
    /// <param name="raw">[tokens, (queries + keys) · size] Takes the heads before their norm; only with norms.</param>
    /// <param name="bias">[(queries + 2 keys) · size]; null without.</param>
    /// <param name="queryNorm">[size]; null without.</param>
    public void Forward<E>(void* rows, void* raw, float* bias, float* queryNorm, float* keyNorm, RopeTable table, int[] positions)
        where E : struct, IElements =>
        Rows.Share(positions.Length, Width, (from, to, _) =>
        {
            var head = stackalloc float[_size];
            for (nint row = from; row < to; row++)
            {
                var line = (byte*)rows + (row * Width * E.Size);
                var turn = table.At(positions[row]);
                for (var i = 0; i < _queries + (2 * _keys); i++)
                {
                    var turns = i < _queries + _keys;
                    if (!turns && bias is null) break;
                    var at = line + ((nint)i * _size * E.Size);
                    Read<E>(at, head);
                    if (bias is not null) NormKernel.Add<Singles>(head, bias + ((nint)i * _size), head, _size);
                    if (turns)
                    {
                        if (queryNorm is not null)
                        {
                            Write<E>(head, (byte*)raw + (((row * (_queries + _keys)) + i) * _size * E.Size));
                            Norm(head, i < _queries ? queryNorm : keyNorm);
                        }
                        Turn(head, turn, 1);
                    }
                    Write<E>(head, at);
                }
            }
        });

    /// <summary>Gathers the gradients of a segment's queries, keys and values into rows like those of the forward pass, undoing it.</summary>
    /// <param name="rows">The gradient of the segment's rows, written.</param>
    /// <param name="raw">The segment's heads before their norm.</param>
    /// <param name="queryNormGradient">[size] float32, added to; null when nobody wants it. With it the key's is wanted too.</param>
    public void Backward<E>(HeadView queries, HeadView keys, HeadView values, void* rows, void* raw, float* queryNorm, float* keyNorm, float* queryNormGradient, float* keyNormGradient, RopeTable table, int length)
        where E : struct, IElements
    {
        var shares = Rows.SharesOf(length, Width);
        var partial = queryNormGradient is null ? null : new float[shares * 2 * _size];
        Rows.Share(length, Width, (from, to, share) =>
        {
            var head = stackalloc float[_size];
            fixed (float* sums = partial)
            {
                for (nint row = from; row < to; row++)
                {
                    var line = (byte*)rows + (row * Width * E.Size);
                    for (var i = 0; i < _queries + (2 * _keys); i++)
                    {
                        var view = i < _queries ? queries : i < _queries + _keys ? keys : values;
                        Read<E>(view.At(i < _queries ? i : (i - _queries) % _keys, row, E.Size), head);
                        if (i < _queries + _keys)
                        {
                            Turn(head, table.At((int)row), -1);
                            if (queryNorm is not null)
                            {
                                var own = sums is null ? null : sums + ((((nint)share * 2) + (i < _queries ? 0 : 1)) * _size);
                                NormBackward<E>(head, (byte*)raw + (((row * (_queries + _keys)) + i) * _size * E.Size), i < _queries ? queryNorm : keyNorm, own);
                            }
                        }
                        Write<E>(head, line + ((nint)i * _size * E.Size));
                    }
                }
            }
        });
        if (partial is null) return;
        for (var share = 0; share < shares; share++)
        {
            for (var i = 0; i < _size; i++)
            {
                queryNormGradient[i] += partial[(share * 2 * _size) + i];
                keyNormGradient[i] += partial[(((share * 2) + 1) * _size) + i];
            }
        }
    }

    private void Norm(float* head, float* weight)
    {
        var scale = 1 / MathF.Sqrt((NormKernel.Dot(head, head, _size) / _size) + Epsilon);
        for (var i = 0; i < _size; i++) head[i] *= scale * weight[i];
    }

    private void NormBackward<E>(float* gradient, void* raw, float* weight, float* weightGradient)
        where E : struct, IElements
    {
        var x = stackalloc float[_size];
        Read<E>(raw, x);
        var scale = 1 / MathF.Sqrt((NormKernel.Dot(x, x, _size) / _size) + Epsilon);
        var dot = 0f;
        for (var i = 0; i < _size; i++) dot += gradient[i] * weight[i] * x[i];
        var pull = dot * scale * scale * scale / _size;
        for (var i = 0; i < _size; i++)
        {
            if (weightGradient is not null) weightGradient[i] += gradient[i] * x[i] * scale;
            gradient[i] = (gradient[i] * weight[i] * scale) - (x[i] * pull);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Turn(float* head, float* turn, float direction)
    {
        nint half = _size / 2, i = 0;
        for (; i <= half - 16; i += 16)
        {
            Vector512<float> cos = Vector512.Load(turn + i), sin = Vector512.Load(turn + half + i) * direction;
            Vector512<float> a = Vector512.Load(head + i), b = Vector512.Load(head + half + i);
            ((a * cos) - (b * sin)).Store(head + i);
            ((b * cos) + (a * sin)).Store(head + half + i);
        }
        for (; i < half; i++)
        {
            float cos = turn[i], sin = turn[half + i] * direction, a = head[i], b = head[half + i];
            head[i] = (a * cos) - (b * sin);
            head[half + i] = (b * cos) + (a * sin);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read<E>(void* source, float* head)
        where E : struct, IElements
    {
        nint i = 0;
        for (; i <= _size - 16; i += 16) E.Load(source, i).Store(head + i);
        for (; i < _size; i++) head[i] = E.Get(source, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write<E>(float* head, void* target)
        where E : struct, IElements
    {
        nint i = 0;
        for (; i <= _size - 16; i += 16) E.Store(target, i, Vector512.Load(head + i));
        for (; i < _size; i++) E.Set(target, i, head[i]);
    }
}

/// <summary>Where the heads of a tensor [groups, heads in a group, tokens, size] lie; the last dimension is dense.</summary>
internal readonly unsafe struct HeadView(void* start, int inGroup, long groupStride, long headStride, long tokenStride)
{
    /// <summary>Of a tensor [groups, heads in a group, tokens, size].</summary>
    public static HeadView Of(TorchSharp.torch.Tensor tensor) =>
        new(Panel.PointerOf(tensor), (int)tensor.shape[1], tensor.stride(0), tensor.stride(1), tensor.stride(2));

    public void* At(int head, nint token, int elementSize) =>
        (byte*)start + (nint)(((head / inGroup * groupStride) + (head % inGroup * headStride) + (token * tokenStride)) * elementSize);
}
