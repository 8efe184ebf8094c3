using System.Runtime.CompilerServices;

namespace Onebox.Llama;

/// <summary>
/// Draws tokens from rows of logits. One per engine thread: the scratch buffers are shared by all sequences and nothing is allocated per token.
/// Which token is drawn depends on the row, the options, the history and the draw's number only.
/// </summary>
internal sealed class Sampler(int vocabularySize)
{
    // e^-24 of the likeliest token: what lies below adds less than a float of probability mass can hold, even over a million tokens.
    private const float NegligibleNats = 24;

    private readonly int[] _ids = new int[vocabularySize];
    private readonly double[] _weights = new double[vocabularySize];
    private readonly double[] _blocks = new double[(vocabularySize / LogitMath.Block) + 1];
    private readonly Penalties _penalties = new(vocabularySize);
    private readonly DryPenalty _dry = new(vocabularySize);

    /// <summary>Applies bias and penalties to the row, in place.</summary>
    public void Prepare(Span<float> logits, SamplingOptions options, ReadOnlySpan<int> history, int promptLength, DryBreakers? breakers)
    {
        if (options.LogitBias is { } bias)
            foreach (var (token, value) in bias) logits[token] += value;
        _penalties.Apply(logits, options, history, promptLength);
        if (options.Dry is { Multiplier: not 0 } dry) _dry.Apply(logits, dry, history, breakers!);
    }

    /// <summary>Draws from a prepared row.</summary>
    /// <param name="uniform">A number in [0, 1); not looked at when greedy.</param>
    /// <returns>The token, or -1 when the row holds no number to choose from.</returns>
    public int Draw(ReadOnlySpan<float> logits, SamplingOptions options, double uniform)
    {
        var best = LogitMath.IndexOfMax(logits);
        var max = logits[best];
        if (!float.IsFinite(max)) return float.IsPositiveInfinity(max) ? best : -1;
        if (options.Temperature <= 0 || options.TopK == 1) return best;
        var scale = 1 / options.Temperature;
        if (!float.IsFinite(scale)) return best;
        if (options.TopK == 0 && options.TopP >= 1 && options.MinP <= 0 && options.TypicalP >= 1) return DrawFromAll(logits, max, scale, uniform);
        var count = Candidates(logits, options, max, scale, out var mass);
        return DrawFromCandidates(logits, options, max, scale, uniform, count, mass);
    }

    /// <summary>Inverse of the cumulative distribution in token order: find the block, then the token.</summary>
    private int DrawFromAll(ReadOnlySpan<float> logits, float max, float scale, double uniform)
    {
        var target = uniform * LogitMath.ExpSum(logits, max, scale, _blocks);
        var block = 0;
        var last = (logits.Length - 1) / LogitMath.Block;
        while (block < last && target >= _blocks[block]) target -= _blocks[block++];
        var start = block * LogitMath.Block;
        var end = Math.Min(start + LogitMath.Block, logits.Length);
        var chosen = -1;
        for (var i = start; i < end; i++)
        {
            var weight = MathF.Exp((logits[i] - max) * scale);
            if (weight <= 0) continue;
            chosen = i;
            target -= weight;
            if (target < 0) break;
        }
        // Rounding may leave the target past a block of zeros; the likeliest token stands in for an event of probability 2^-53.
        return chosen >= 0 ? chosen : LogitMath.IndexOfMax(logits);
    }

    /// <summary>Tokens that can survive the filters, best first, and the probability mass that their weights are fractions of.</summary>
    private int Candidates(ReadOnlySpan<float> logits, SamplingOptions options, float max, float scale, out double mass)
    {
        if (options.TopK > 0 && options.TopK < logits.Length)
        {
            var kept = TopSelection.Select(logits, options.TopK, _ids);
            mass = Weigh(logits, max, scale, kept);
            return kept;
        }
        if (options.TopP >= 1 && options.TypicalP >= 1)
        {
            var floor = max + (MathF.Log(options.MinP) / scale);
            var kept = LogitMath.CollectAtLeast(logits, floor, _ids);
            TopSelection.SortDescending(logits, _ids.AsSpan(0, kept));
            mass = Weigh(logits, max, scale, kept);
            return kept;
        }
        mass = LogitMath.ExpSum(logits, max, scale);
        // Most of the mass lies near the top: widen the net only when it does not.
        for (float nats = options.TypicalP < 1 ? NegligibleNats : 6; ; nats *= 2)
        {
            var all = nats >= NegligibleNats;
            var kept = LogitMath.CollectAtLeast(logits, all && options.TypicalP >= 1 ? float.MinValue : max - (nats / scale), _ids);
            if (!all && Weigh(logits, max, scale, kept) < options.TopP * mass) continue;
            TopSelection.SortDescending(logits, _ids.AsSpan(0, kept));
            Weigh(logits, max, scale, kept);
            return kept;
        }
    }

    private double Weigh(ReadOnlySpan<float> logits, float max, float scale, int count)
    {
        double sum = 0;
        for (var i = 0; i < count; i++) sum += _weights[i] = Math.Exp((logits[_ids[i]] - max) * scale);
        return sum;
    }

    private int DrawFromCandidates(ReadOnlySpan<float> logits, SamplingOptions options, float max, float scale, double uniform, int count, double mass)
    {
        if (options.TypicalP < 1)
        {
            count = Typical.Filter(_ids.AsSpan(0, count), _weights.AsSpan(0, count), mass, options.TypicalP);
            TopSelection.SortDescending(logits, _ids.AsSpan(0, count));
            mass = Weigh(logits, max, scale, count);
        }
        if (options.TopP < 1)
        {
            double reached = 0;
            var kept = 0;
            while (kept < count && reached < options.TopP * mass) reached += _weights[kept++];
            count = Math.Max(kept, 1);
        }
        if (options.MinP > 0)
        {
            var floor = options.MinP * _weights[0];
            while (count > 1 && _weights[count - 1] < floor) count--;
        }
        double total = 0;
        for (var i = 0; i < count; i++) total += _weights[i];
        var target = uniform * total;
        for (var i = 0; i < count - 1; i++)
        {
            target -= _weights[i];
            if (target < 0) return _ids[i];
        }
        return _ids[count - 1];
    }

    /// <summary>The likeliest <paramref name="into"/>.Length tokens with their log-probabilities, from a raw row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Top(ReadOnlySpan<float> logits, double logSum, Span<TokenScore> into)
    {
        var count = TopSelection.Select(logits, into.Length, _ids);
        for (var i = 0; i < into.Length; i++)
            into[i] = i < count ? new TokenScore(_ids[i], (float)(logits[_ids[i]] - logSum)) : new TokenScore(-1, float.NegativeInfinity);
    }
}
