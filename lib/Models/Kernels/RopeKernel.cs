using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Onebox.Models;

/// <summary>
/// What happens to queries, keys and values between their matrix and attention: biases, the norm of query and key heads, the turn of the
/// rotary embedding (Su et al., 2021) in the layout of transformers, which pairs the two halves of a head, and the packing that attention
/// reads: [kvHeads][tokens][group][size] for queries, [kvHeads][tokens][size] for keys and values.
/// </summary>
internal sealed unsafe class RopeKernel(ModelShape shape)
{
    private readonly int _queries = shape.Heads;
    private readonly int _keys = shape.KvHeads;
    private readonly int _group = shape.Heads / shape.KvHeads;
    private readonly int _size = shape.HeadSize;
    private readonly float _epsilon = shape.NormEpsilon;

    private int Heads => _queries + (2 * _keys);

    /// <param name="rows">[tokens, (queries + 2 keys) · size] As the matrix left them.</param>
    /// <param name="raw">[tokens, (queries + keys) · size] Takes the heads before their norm; only with norms.</param>
    /// <param name="bias">[(queries + 2 keys) · size]; null without.</param>
    /// <param name="queryNorm">[size]; null without.</param>
    public void Forward<E>(void* rows, void* raw, float* bias, float* queryNorm, float* keyNorm, PackedHeads packed, RopeTable table, int[] positions)
        where E : struct, IElements =>
        Rows.Share(positions.Length, (long)Heads * _size, (from, to, _) =>
        {
            var head = stackalloc float[_size];
            for (nint row = from; row < to; row++)
            {
                var turn = table.At(positions[row]);
                for (var i = 0; i < Heads; i++)
                {
                    Read<E>((byte*)rows + (((row * Heads) + i) * _size * E.Size), head);
                    if (bias is not null) NormKernel.Add<Singles>(head, bias + ((nint)i * _size), head, _size);
                    if (i < _queries + _keys)
                    {
                        if (queryNorm is not null)
                        {
                            Write<E>(head, (byte*)raw + (((row * (_queries + _keys)) + i) * _size * E.Size));
                            Norm(head, i < _queries ? queryNorm : keyNorm);
                        }
                        Turn(head, turn, 1);
                    }
                    Write<E>(head, (byte*)PlaceOf(packed, i) + (OffsetOf(packed, i, row) * E.Size));
                }
            }
        });

    /// <summary>Gathers the gradients of packed heads into rows like those of the forward pass, undoing it.</summary>
    /// <param name="gradients">Queries in the compute type, keys and values in float32.</param>
    /// <param name="rows">[tokens, (queries + 2 keys) · size] Written.</param>
    /// <param name="queryNormGradient">[size] float32, added to; null when nobody wants it. With it the key's is wanted too.</param>
    public void Backward<E>(PackedHeads gradients, void* rows, void* raw, float* queryNorm, float* keyNorm, float* queryNormGradient, float* keyNormGradient, RopeTable table, int[] positions)
        where E : struct, IElements
    {
        var shares = Rows.SharesOf(positions.Length, (long)Heads * _size);
        var partial = queryNormGradient is null ? null : new float[shares * 2 * _size];
        Rows.Share(positions.Length, (long)Heads * _size, (from, to, share) =>
        {
            var head = stackalloc float[_size];
            fixed (float* sums = partial)
            {
                for (nint row = from; row < to; row++)
                {
                    for (var i = 0; i < Heads; i++)
                    {
                        var at = OffsetOf(gradients, i, row);
                        if (i < _queries) Read<E>((byte*)gradients.Queries + (at * E.Size), head);
                        else Read<Singles>((float*)PlaceOf(gradients, i) + at, head);
                        if (i < _queries + _keys)
                        {
                            Turn(head, table.At(positions[row]), -1);
                            if (queryNorm is not null)
                            {
                                var own = sums is null ? null : sums + ((((nint)share * 2) + (i < _queries ? 0 : 1)) * _size);
                                NormBackward<E>(head, (byte*)raw + (((row * (_queries + _keys)) + i) * _size * E.Size), i < _queries ? queryNorm : keyNorm, own);
                            }
                        }
                        Write<E>(head, (byte*)rows + (((row * Heads) + i) * _size * E.Size));
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

    private void* PlaceOf(PackedHeads packed, int head) => head < _queries ? packed.Queries : head < _queries + _keys ? packed.Keys : packed.Values;

    /// <summary>Where a head lies in its panel, in elements.</summary>
    private nint OffsetOf(PackedHeads packed, int head, nint token)
    {
        if (head >= _queries) return ((((nint)(head - _queries) % _keys) * packed.Tokens) + token) * _size;
        return ((((nint)(head / _group) * packed.Tokens) + token) * _group + (head % _group)) * _size;
    }

    private void Norm(float* head, float* weight)
    {
        var scale = 1 / MathF.Sqrt((NormKernel.Dot(head, head, _size) / _size) + _epsilon);
        for (var i = 0; i < _size; i++) head[i] *= scale * weight[i];
    }

    private void NormBackward<E>(float* gradient, void* raw, float* weight, float* weightGradient)
        where E : struct, IElements
    {
        var x = stackalloc float[_size];
        Read<E>(raw, x);
        var scale = 1 / MathF.Sqrt((NormKernel.Dot(x, x, _size) / _size) + _epsilon);
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

/// <summary>Queries, keys and values as attention reads them.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct PackedHeads(void* queries, void* keys, void* values, int tokens)
{
    public void* Queries => queries;

    public void* Keys => keys;

    public void* Values => values;

    /// <summary>Tokens that the panels have room for: what lies between two key heads.</summary>
    public int Tokens => tokens;
}
