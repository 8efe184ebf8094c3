namespace Onebox.Llama;

/// <summary>
/// Fills the next batch: first one token (and guesses) for every running stream, oldest first; then prompt chunks with what is left. While streams run, chunks are
/// sized so that a step stays within <see cref="EngineOptions.PromptStall"/>. One adapter set per batch; sets take turns.
/// </summary>
internal sealed class BatchPlan(EngineOptions options, LlamaContext context, ActiveSet active, Speculator? speculator)
{
    private const int SmallestChunk = 32;
    private const int FirstChunk = 256;
    private const int TurnSteps = 4;

    private readonly int _outputRows = OutputRows(options);
    private readonly ExactBatch _exact = new(context, options, PaddingSequence(options));
    private AdapterSet _adapters = AdapterSet.None;
    private AdapterSet _loaded = AdapterSet.None;
    private int _turn;
    private int _outputs;
    private double _secondsPerPromptToken;
    private double _streamStep;
    private int _promptRows;
    private int _capacity;

    /// <summary>Rows with logits in one batch: every stream with its guesses, and room for scoring prompts. llama.cpp wants at least one for each sequence id.</summary>
    public static int OutputRows(EngineOptions options) =>
        Math.Max(Math.Max(options.MaxSequences * (1 + (options.Draft is null ? 0 : options.DraftTokens)), 64), SequenceIds(options)) + ExactBatch.Cells;

    /// <summary>Rows of the batch that belong to sequences.</summary>
    public int Rows { get; private set; }

    public void Build()
    {
        _outputs = 0;
        _promptRows = 0;
        for (var i = 0; i < active.Count; i++) active[i].Rows = 0;
        ChooseAdapters();
        var exact = Exact();
        if (exact) _exact.Prepare();
        context.Begin();
        _capacity = exact ? Math.Min(ExactBatch.Rows, context.Capacity) : context.Capacity;
        active.Exact.MakeRoom(Wish());
        speculator?.Guess(active, _adapters);
        Streams();
        Prompts();
        Rows = context.Count;
        if (exact) _exact.Pad(_outputs);
    }

    /// <summary>The sequence id of padding rows: one above all others.</summary>
    public static int PaddingSequence(EngineOptions options) => options.MaxSequences + options.CachedPrefixes;

    /// <summary>Holds given-up cells, see <see cref="LlamaKvCells"/>.</summary>
    public static int Graveyard(EngineOptions options) => PaddingSequence(options) + 1;

    public static int SequenceIds(EngineOptions options) => Graveyard(options) + 1;

    /// <summary>Rows that the batch would have if cells did not matter.</summary>
    private int Wish()
    {
        var rows = 0;
        for (var i = 0; i < active.Count; i++) rows += active[i].Reading ? active[i].Pending : 1 + options.DraftTokens;
        return Math.Min(rows, _capacity);
    }

    private bool Exact()
    {
        for (var i = 0; i < active.Count; i++)
            if (active[i].PrefixKey.Exact && active[i].Request.Adapters.Equals(_adapters)) return true;
        return false;
    }

    /// <summary>Learns what a prompt token costs from the step just decoded.</summary>
    public void Measured(TimeSpan elapsed)
    {
        if (_promptRows == 0)
        {
            _streamStep = Smooth(_streamStep, elapsed.TotalSeconds);
        }
        else if (_promptRows >= SmallestChunk)
        {
            // What the streams beside it would have cost anyway is not the prompt's.
            var beside = context.Count > _promptRows ? Math.Min(_streamStep, elapsed.TotalSeconds / 2) : 0;
            _secondsPerPromptToken = Smooth(_secondsPerPromptToken, (elapsed.TotalSeconds - beside) / _promptRows);
        }

        static double Smooth(double before, double now) => before == 0 ? now : (0.7 * before) + (0.3 * now);
    }

    private void Streams()
    {
        for (var i = 0; i < active.Count; i++)
        {
            var sequence = active[i];
            if (sequence.Reading || !sequence.Request.Adapters.Equals(_adapters)) continue;
            var rows = Math.Min(1 + sequence.GuessCount, Math.Min(context.Capacity - context.Count, _outputRows - _outputs));
            if (!Room(sequence, rows)) { i = Math.Min(i, active.Count) - 1; continue; }
            sequence.GuessCount = rows - 1;
            sequence.FirstRow = context.Count;
            sequence.Rows = rows;
            context.Add(sequence.Tokens[^1], sequence.Computed, sequence.Slot, output: true);
            for (var guess = 0; guess < sequence.GuessCount; guess++)
                context.Add(sequence.Guesses[guess], sequence.Computed + 1 + guess, sequence.Slot, output: true);
            _outputs += rows;
        }
    }

    private void Prompts()
    {
        var budget = _capacity - context.Count;
        if (context.Count > 0) budget = Math.Min(budget, StallBudget());
        while (budget > 0 && NextReader() is { } sequence)
        {
            var rows = Math.Min(budget, sequence.Pending);
            var scored = 0;
            if (sequence.ScoreFrom <= sequence.PromptLength) rows = Math.Min(rows, Math.Max(1, _outputRows - _outputs));
            if (_outputs >= _outputRows) return;
            if (!Room(sequence, rows)) continue;
            sequence.FirstRow = context.Count;
            sequence.Rows = rows;
            sequence.GuessCount = 0;
            var tokens = sequence.Tokens;
            for (var i = 0; i < rows; i++)
            {
                var position = sequence.Computed + i;
                var output = position + 1 == tokens.Length || (position + 1 >= sequence.ScoreFrom && position + 1 < sequence.PromptLength);
                if (output) scored++;
                context.Add(tokens[position], position, sequence.Slot, output);
            }
            _outputs += scored;
            _promptRows += rows;
            budget -= rows;
        }
    }

    /// <summary>The reading sequence whose key has had least, among those not yet in this batch.</summary>
    private Sequence? NextReader()
    {
        Sequence? next = null;
        for (var i = 0; i < active.Count; i++)
        {
            var sequence = active[i];
            if (!sequence.Reading || sequence.Rows > 0 || !sequence.Request.Adapters.Equals(_adapters)) continue;
            if (next is null || sequence.Key!.Pass < next.Key!.Pass) next = sequence;
        }
        return next;
    }

    /// <summary>Cells for the rows, at the price of the youngest sequence that is not in the batch yet, or of this one.</summary>
    private bool Room(Sequence sequence, int rows)
    {
        while (!active.Reserve(rows, context.Count))
        {
            Sequence? victim = null;
            for (var i = active.Count - 1; i >= 0; i--)
                if (active[i].Rows == 0 && (victim is null || active[i].Admission > victim.Admission)) victim = active[i];
            active.Preempt(victim!);
            if (ReferenceEquals(victim, sequence)) return false;
        }
        return true;
    }

    /// <summary>A power of two, so that chunk borders vary little.</summary>
    private int StallBudget()
    {
        if (_secondsPerPromptToken <= 0) return FirstChunk;
        // Where a step without prompts takes long, prompts may take as long again.
        var seconds = Math.Max(options.PromptStall.TotalSeconds, _streamStep);
        var tokens = (int)Math.Clamp(seconds / _secondsPerPromptToken, SmallestChunk, context.Capacity);
        return (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)tokens + 1) / 2;
    }

    private void ChooseAdapters()
    {
        // Stay with the present set for a few steps: switching costs llama.cpp a new graph.
        if (_turn-- <= 0 || !Wanted(_adapters))
        {
            _turn = TurnSteps;
            Sequence? longest = null;
            for (var i = 0; i < active.Count; i++)
                if (!active[i].Request.Adapters.Equals(_adapters) && (longest is null || active[i].Key!.Pass < longest.Key!.Pass)) longest = active[i];
            if (longest is not null) _adapters = longest.Request.Adapters;
        }
        if (_adapters.Equals(_loaded)) return;
        context.SetAdapters(_adapters);
        _loaded = _adapters;
    }

    private bool Wanted(AdapterSet adapters)
    {
        for (var i = 0; i < active.Count; i++)
            if (active[i].Request.Adapters.Equals(adapters)) return true;
        return false;
    }
}
