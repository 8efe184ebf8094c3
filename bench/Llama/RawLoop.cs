namespace Onebox.Llama.Bench;

/// <summary>What the natives give when nobody schedules, samples or streams: prompts, then one token for each stream in every decode, the tokens known beforehand;
/// ggml's threads made anew in every decode, as the natives do by default, or kept as the engine keeps them.</summary>
internal sealed class RawLoop : IDisposable
{
    private readonly LlamaContext _context;

    public RawLoop(LlamaModel model, EngineOptions options, int streams, bool keepThreads)
    {
        var p = LlamaApi.llama_context_default_params();
        p.ContextTokens = (uint)options.ContextTokens;
        p.BatchTokens = p.MicroBatchTokens = (uint)options.BatchTokens;
        p.SequencesMax = (uint)streams;
        p.Threads = p.BatchThreads = options.Threads;
        p.FlashAttention = (int)options.FlashAttention;
        p.KvUnified = 1;
        _context = new LlamaContext(model, p, keepThreads);
    }

    public (TimeSpan Prompt, TimeSpan Decode) Run(int[][] prompts, int tokens)
    {
        LlamaApi.llama_memory_clear(_context.Memory, 0);
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        _context.Begin();
        for (var stream = 0; stream < prompts.Length; stream++)
            for (var i = 0; i < prompts[stream].Length; i++)
            {
                _context.Add(prompts[stream][i], i, stream, i + 1 == prompts[stream].Length);
                if (_context.Count == _context.Capacity) Flush();
            }
        if (_context.Count > 0) Flush();
        var read = time.GetTimestamp();
        for (var step = 0; step < tokens - 1; step++)
        {
            for (var stream = 0; stream < prompts.Length; stream++) _context.Add(10 + (step % 100), prompts[stream].Length + step, stream, output: true);
            Flush();
        }
        return (time.GetElapsedTime(start, read), time.GetElapsedTime(read));
    }

    public void Dispose() => _context.Dispose();

    private void Flush()
    {
        if (_context.Decode() != 0) throw new InvalidOperationException("llama_decode failed.");
        _context.Synchronize();
        _context.Begin();
    }
}
