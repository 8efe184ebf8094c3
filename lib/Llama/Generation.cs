using System.Text;
using System.Threading.Tasks.Sources;

namespace Onebox.Llama;

/// <summary>
/// A running request's stream, for one reader. The engine writes into one page while the reader holds the other; a reader that is slower
/// than the engine gets several tokens at once, and neither side allocates per token. Leaving the loop early cancels the request.
/// </summary>
public sealed class Generation : IAsyncEnumerable<GenerationChunk>, IAsyncEnumerator<GenerationChunk>, IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Action<Generation> _cancel;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _cancellationToken;
    private ManualResetValueTaskSourceCore<bool> _reader;
    private Page _back = new(), _front = new();
    private GenerationEnd? _end;
    private Exception? _error;
    private bool _waiting, _closed, _ended, _taken;

    internal Generation(int promptTokens, Action<Generation> cancel, CancellationToken cancellationToken)
    {
        PromptTokens = promptTokens;
        _cancel = cancel;
        _cancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static self => ((Generation)self!).Cancel(), this);
    }

    /// <summary>Tokens in the prompt, known before anything is computed.</summary>
    public int PromptTokens { get; }

    public GenerationChunk Current { get; private set; }

    internal Sequence? Sequence { get; set; }

    public IAsyncEnumerator<GenerationChunk> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_taken) throw new InvalidOperationException("A generation is read once.");
        _taken = true;
        return this;
    }

    /// <summary>Reads to the end and returns everything at once.</summary>
    public async Task<GenerationResult> CompleteAsync()
    {
        var text = new StringBuilder();
        var tokens = new List<int>();
        var logprobs = new List<TokenLogprobs>();
        await foreach (var chunk in this)
        {
            text.Append(chunk.Text);
            foreach (var token in chunk.Tokens.Span) tokens.Add(token);
            foreach (var logprob in chunk.Logprobs.Span) logprobs.Add(logprob);
        }
        return new GenerationResult(text.ToString(), tokens, logprobs, _end!);
    }

    /// <summary>Ends the request at the engine's next step. The reader is told at once.</summary>
    public void Cancel()
    {
        Close(null, new OperationCanceledException("The generation was cancelled.", _cancellationToken));
        _cancel(this);
    }

    public ValueTask<bool> MoveNextAsync()
    {
        lock (_gate)
        {
            if (Turn() is { } more) return more ? new(true) : _error is null ? new(false) : ValueTask.FromException<bool>(_error);
            _reader.Reset();
            _waiting = true;
            return new ValueTask<bool>(this, _reader.Version);
        }
    }

    public ValueTask DisposeAsync()
    {
        _registration.Dispose();
        bool running;
        lock (_gate) running = !_closed;
        if (running) Cancel();
        return ValueTask.CompletedTask;
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _reader.GetResult(token);
    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _reader.GetStatus(token);
    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _reader.OnCompleted(continuation, state, token, flags);

    /// <summary>Runs the reader on the pool: the engine's thread never runs other people's code.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        bool? more;
        lock (_gate) more = Turn();
        if (more == true) _reader.SetResult(true);
        else if (_error is null) _reader.SetResult(false);
        else _reader.SetException(_error);
    }

    /// <summary>Engine side: adds a token with the text that is certain, and closes when <paramref name="end"/> is given.</summary>
    /// <param name="wake">False leaves a waiting reader asleep until a later write or the end.</param>
    internal void Write(int token, in TokenLogprobs? logprobs, ReadOnlySpan<byte> utf8, GenerationEnd? end, bool wake = true)
    {
        lock (_gate)
        {
            if (_closed) return;
            if (token >= 0) _back.AddToken(token);
            if (logprobs is { } scored) _back.Logprobs.Add(scored);
            _back.Utf8.Write(utf8);
            if (end is not null) (_end, _closed) = (end, true);
            else if (_back.IsEmpty) return;
            if (!_waiting || !(wake || _closed)) return;
            _waiting = false;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    internal void Close(GenerationEnd? end, Exception? error)
    {
        lock (_gate)
        {
            if (_closed) return;
            (_closed, _end, _error) = (true, end, error);
            if (!_waiting) return;
            _waiting = false;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>True: a chunk is current. False: the end, or the error. Null: nothing yet.</summary>
    private bool? Turn()
    {
        if (_error is not null) return false;
        if (_back.IsEmpty && !(_closed && !_ended)) return _ended ? false : null;
        (_front, _back) = (_back, _front);
        _back.Clear();
        _ended = _closed;
        Current = new GenerationChunk(_front.Utf8.Memory, _front.Tokens, _front.Logprobs.ToMemory(), _ended ? _end : null);
        return true;
    }

    private sealed class Page
    {
        private int[] _tokens = new int[16];
        private int _count;

        public ByteBuffer Utf8 { get; } = new();
        public LogprobList Logprobs { get; } = new();
        public ReadOnlyMemory<int> Tokens => _tokens.AsMemory(0, _count);
        public bool IsEmpty => _count == 0 && Utf8.Count == 0 && Logprobs.Count == 0;

        public void AddToken(int token)
        {
            if (_count == _tokens.Length) Array.Resize(ref _tokens, _count * 2);
            _tokens[_count++] = token;
        }

        public void Clear()
        {
            _count = 0;
            Utf8.Clear();
            Logprobs.Clear();
        }
    }

    private sealed class LogprobList
    {
        private TokenLogprobs[] _items = [];

        public int Count { get; private set; }

        public void Add(in TokenLogprobs item)
        {
            if (Count == _items.Length) Array.Resize(ref _items, Math.Max(16, Count * 2));
            _items[Count++] = item;
        }

        public ReadOnlyMemory<TokenLogprobs> ToMemory() => _items.AsMemory(0, Count);

        public void Clear() => Count = 0;
    }
}
