namespace Onebox.Llama;

/// <summary>After a decode: scores, draws, emits, and lets finished sequences go.</summary>
internal sealed class Harvest(EngineOptions options, LlamaContext context, ActiveSet active, EngineCounters counters)
{
    private readonly Sampler _sampler = new(context.VocabularySize);
    private readonly Vocabulary _vocabulary = context.Model.Vocabulary;
    private readonly ByteBuffer _text = new();
    private readonly float[] _row = new float[context.VocabularySize];

    public void Reap(long now)
    {
        for (var i = active.Count - 1; i >= 0; i--)
        {
            var sequence = active[i];
            if (sequence.Rows == 0) continue;
            if (!sequence.Reading)
            {
                FairQueue.Charge(sequence, 1);
                Draws(sequence, now);
                continue;
            }
            FairQueue.Charge(sequence, sequence.Rows * FairQueue.PromptTokenCost);
            Scores(sequence);
            sequence.Computed += sequence.Rows;
            if (sequence.Pending == 0) PromptRead(sequence, now);
        }
    }

    private void PromptRead(Sequence sequence, long now)
    {
        if (!sequence.PromptRead) sequence.ReadAt = now;
        sequence.PromptRead = true;
        sequence.ScoreFrom = int.MaxValue;
        active.Remember(sequence);
        if (sequence.MaxTokens == 0) Finish(sequence, FinishReason.Length, -1, null);
        else Draw(sequence, sequence.FirstRow + sequence.Rows - 1, now);
    }

    /// <summary>One stream's rows: the last token's, then one for each guess as long as guesses come true.</summary>
    private void Draws(Sequence sequence, long now)
    {
        var start = sequence.Computed;
        var guesses = sequence.GuessCount;
        sequence.Guessed += sequence.GuessCount;
        counters.DraftTokens += sequence.GuessCount;
        for (var row = 0; row < sequence.Rows; row++)
        {
            // What lies behind is a guess until it has come true.
            sequence.Computed = start + row + 1;
            if (!Draw(sequence, sequence.FirstRow + row, now)) return;
            if (row == guesses) return;
            if (sequence.Tokens[^1] != sequence.Guesses[row]) break;
            sequence.Accepted++;
            counters.AcceptedTokens++;
        }
        active.ForgetGuesses(sequence);
    }

    /// <returns>False when the sequence has ended or starts anew, so that its further rows mean nothing.</returns>
    private bool Draw(Sequence sequence, int row, long now)
    {
        var logits = context.Logits(row);
        var sampling = sequence.Request.Sampling;
        if (sequence.FirstToken == 0) sequence.FirstToken = now;
        double logSum = 0;
        var scored = sequence.Request.Logprobs is not null;
        if (scored)
        {
            logits.CopyTo(_row);
            logSum = LogitMath.LogSumExp(logits);
        }
        if (sequence.Request.IgnoreEndOfText) BanEnds(logits);
        _sampler.Prepare(logits, sampling, sequence.Tokens, sequence.PromptLength, sequence.Breakers);
        var uniform = CounterRandom.Uniform(sequence.Seed, (ulong)sequence.Generated);
        var token = _sampler.Draw(logits, sampling, uniform);
        if (token >= 0 && sequence.Grammar is { } grammar)
        {
            // A plain grammar's mask leaves only what it allows; a waiting one refuses token by token.
            while (token >= 0 && !grammar.Allows(token))
            {
                grammar.Mask(logits, token);
                token = _sampler.Draw(logits, sampling, uniform);
            }
            if (token >= 0) grammar.Accept(token);
        }
        if (token < 0) return Fail(sequence);
        TokenLogprobs? logprobs = scored ? Score(token, _row, logSum, sequence.Request.Logprobs!.Value, isPrompt: false) : null;
        return Emit(sequence, token, logprobs, now);
    }

    private bool Emit(Sequence sequence, int token, in TokenLogprobs? logprobs, long now)
    {
        if (!sequence.Request.IgnoreEndOfText && _vocabulary.IsEndOfGeneration(token)) return Finish(sequence, FinishReason.EndOfText, -1, null);
        sequence.Append(token);
        counters.GeneratedTokens++;
        _text.Clear();
        var stop = sequence.Gate.Push(_vocabulary.Piece(token, sequence.Request.RenderSpecial), _text);
        if (stop >= 0) return Finish(sequence, FinishReason.StopString, token, logprobs, sequence.Request.Stops[stop]);
        if (sequence.Generated >= sequence.MaxTokens) return Finish(sequence, FinishReason.Length, token, logprobs);
        var due = sequence.HandedOver == 0 || options.Time.GetElapsedTime(sequence.HandedOver, now) >= options.StreamInterval;
        if (due) sequence.HandedOver = now;
        sequence.Output.Write(token, logprobs, _text.Memory.Span, null, due);
        if (sequence.TokenCount < options.SequenceTokens) return true;
        // The next token would have no cell. Without a shift, MaxTokens has ended the sequence before.
        sequence.DropMiddle(Math.Min(sequence.PromptLength, options.SequenceTokens / 4));
        active.Restart(sequence);
        return false;
    }

    private bool Finish(Sequence sequence, FinishReason reason, int token, in TokenLogprobs? logprobs, string? stop = null)
    {
        // No token of its own: what lies here is another sequence's text.
        if (token < 0) _text.Clear();
        if (reason != FinishReason.StopString) sequence.Gate.Flush(_text);
        counters.Finished++;
        sequence.Ended = true;
        active.ForgetGuesses(sequence);
        sequence.Output.Write(token, logprobs, _text.Memory.Span, Closing.Of(sequence, reason, stop, options.Time));
        _text.Clear();
        active.Leave(sequence, keepCells: true);
        return false;
    }

    private bool Fail(Sequence sequence)
    {
        counters.Failed++;
        sequence.Ended = true;
        sequence.Output.Close(null, new LlamaException(LlamaErrorCode.DecodeFailed, "No token is possible here: the model computed no number, or grammar and bias together allow nothing."));
        active.Leave(sequence, keepCells: false);
        return false;
    }

    /// <summary>Log-probabilities of prompt tokens whose predecessor is in this batch.</summary>
    private void Scores(Sequence sequence)
    {
        for (var i = 0; i < sequence.Rows; i++)
        {
            var scored = sequence.Computed + i + 1;
            if (scored < sequence.ScoreFrom || scored >= sequence.PromptLength) continue;
            var logits = context.Logits(sequence.FirstRow + i);
            sequence.ScoreFrom = scored + 1;
            sequence.Output.Write(-1, Score(sequence.Tokens[scored], logits, LogitMath.LogSumExp(logits), sequence.Request.PromptLogprobs!.Value, isPrompt: true), default, null);
        }
    }

    private TokenLogprobs Score(int token, ReadOnlySpan<float> logits, double logSum, int top, bool isPrompt)
    {
        var best = top == 0 ? [] : new TokenScore[Math.Min(top, logits.Length)];
        if (top > 0) _sampler.Top(logits, logSum, best);
        return new TokenLogprobs(token, (float)(logits[token] - logSum), best, isPrompt);
    }

    private void BanEnds(Span<float> logits)
    {
        foreach (var token in _vocabulary.Ends) logits[token] = float.NegativeInfinity;
    }
}
