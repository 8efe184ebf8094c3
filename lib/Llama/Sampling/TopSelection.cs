using System.Numerics;
using System.Runtime.InteropServices;

namespace Onebox.Llama;

/// <summary>The k largest of a row, by one scan with a heap whose root is the smallest kept: no full sort. Ties go to the lower token.</summary>
internal static class TopSelection
{
    /// <summary>Fills the first k places of <paramref name="ids"/>, best first.</summary>
    /// <returns>The number kept: k, or fewer when the row has fewer numbers above negative infinity.</returns>
    public static int Select(ReadOnlySpan<float> x, int k, Span<int> ids)
    {
        k = Math.Min(k, x.Length);
        var heap = ids[..k];
        var count = 0;
        var width = Vector<float>.Count;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        var floor = float.NegativeInfinity;
        for (var v = 0; v < vectors.Length; v++)
        {
            // An equal value further right never replaces a kept one, so strictly greater is enough.
            if (!Vector.GreaterThanAny(vectors[v], new Vector<float>(floor))) continue;
            for (var i = v * width; i < (v + 1) * width; i++)
                if (x[i] > floor) floor = Offer(x, heap, ref count, i);
        }
        for (var i = vectors.Length * width; i < x.Length; i++)
            if (x[i] > floor) floor = Offer(x, heap, ref count, i);
        SortDescending(x, ids[..count]);
        return count;
    }

    /// <summary>Sorts tokens by logit, best first, ties by lower token: heap sort in place, nothing allocated.</summary>
    public static void SortDescending(ReadOnlySpan<float> x, Span<int> ids)
    {
        for (var i = (ids.Length / 2) - 1; i >= 0; i--) Sink(x, ids, i);
        for (var end = ids.Length - 1; end > 0; end--)
        {
            (ids[0], ids[end]) = (ids[end], ids[0]);
            Sink(x, ids[..end], 0);
        }
    }

    private static float Offer(ReadOnlySpan<float> x, Span<int> heap, ref int count, int token)
    {
        if (count < heap.Length)
        {
            heap[count++] = token;
            if (count < heap.Length) return float.NegativeInfinity;
            for (var i = (count / 2) - 1; i >= 0; i--) Sink(x, heap, i);
        }
        else
        {
            heap[0] = token;
            Sink(x, heap, 0);
        }
        return x[heap[0]];
    }

    /// <summary>True when a ranks below b.</summary>
    private static bool Below(ReadOnlySpan<float> x, int a, int b) => x[a] < x[b] || (x[a] == x[b] && a > b);

    private static void Sink(ReadOnlySpan<float> x, Span<int> heap, int at)
    {
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= heap.Length) return;
            if (child + 1 < heap.Length && Below(x, heap[child + 1], heap[child])) child++;
            if (!Below(x, heap[child], heap[at])) return;
            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }
}
