namespace Onebox.Llama;

/// <summary>Repetition, presence and frequency penalties. Counts live in arrays over the vocabulary and are undone after use, so nothing is cleared per token.</summary>
internal sealed class Penalties(int vocabularySize)
{
    private readonly int[] _counts = new int[vocabularySize];

    public void Apply(Span<float> logits, SamplingOptions options, ReadOnlySpan<int> history, int promptLength)
    {
        if (options.RepetitionPenalty != 1)
        {
            var window = options.PenaltyWindow < 0 ? history : history[Math.Max(0, history.Length - options.PenaltyWindow)..];
            foreach (var token in window)
            {
                if (_counts[token]++ > 0) continue;
                logits[token] = logits[token] > 0 ? logits[token] / options.RepetitionPenalty : logits[token] * options.RepetitionPenalty;
            }
            foreach (var token in window) _counts[token] = 0;
        }
        if (options.PresencePenalty == 0 && options.FrequencyPenalty == 0) return;
        var generated = history[promptLength..];
        foreach (var token in generated)
        {
            if (_counts[token]++ == 0) logits[token] -= options.PresencePenalty;
            logits[token] -= options.FrequencyPenalty;
        }
        foreach (var token in generated) _counts[token] = 0;
    }
}
