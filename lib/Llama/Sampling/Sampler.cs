using System.Runtime.CompilerServices;

namespace Onebox.Llama;

/// <summary>
/// Draws tokens from rows of logits. One per engine thread: the scratch buffers are shared by all sequences and nothing is allocated per token.
/// Which token is drawn depends on the row, the options, the history and the draw's number only.
/// </summary>
internal sealed class Sampler(int vocabularySize)
{
    private readonly int[] _ids = new int[vocabularySize];
    private readonly double[] _weights = new double[vocabularySize];
    private readonly Nucleus _nucleus = new(vocabularySize);
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
        if (options.TypicalP >= 1 && (options.TopK == 0 || options.TopK >= logits.Length)) return _nucleus.Draw(logits, max, scale, options.TopP, options.MinP, uniform);
        var count = Candidates(logits, options, max, scale, out var mass);
        return DrawFromCandidates(logits, options, max, scale, uniform, count, mass);
    }

    /// <summary>The top k, or, for typical sampling over everything, all that can have any mass; best first.</summary>
    private int Candidates(ReadOnlySpan<float> logits, SamplingOptions options, float max, float scale, out double mass)
    {
        int count;
        if (options.TopK > 0)
        {
            count = TopSelection.Select(logits, Math.Min(options.TopK, logits.Length), _ids);
        }
        else
        {
            // e^-24 of the likeliest token: below lies less than a float of mass can hold, even over a million tokens.
            count = LogitMath.CollectAtLeast(logits, max - (24 / scale), _ids);
            TopSelection.SortDescending(logits, _ids.AsSpan(0, count));
        }
        mass = Weigh(logits, max, scale, count);
        return count;
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
