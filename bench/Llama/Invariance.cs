using System.Globalization;

namespace Onebox.Llama.Bench;

/// <summary>Do a sequence's logits depend on how its tokens were batched and on what else was in the batch? Compares bit by bit.</summary>
internal static class Invariance
{
    private const int Prompt = 600, Total = 612;

    public static void Run(string path, int threads, bool repack, KvType kv, FlashAttention flash)
    {
        using var model = LlamaModel.Load(path, new LlamaModelOptions { RepackWeights = repack });
        var random = new Random(1);
        var tokens = Enumerable.Range(0, Total).Select(_ => random.Next(5, model.Vocabulary.Size - 1)).ToArray();
        var alone = Logits(model, threads, kv, flash, tokens, others: 0, chunk: Prompt, before: 0);
        Console.WriteLine($"{Path.GetFileName(path)} repack={repack} kv={kv} flash={flash} threads={threads.ToString(CultureInfo.InvariantCulture)}");
        Compare("again", 0, Prompt, 0);
        foreach (var others in new[] { 1, 2, 3, 4, 7 }) Compare("others in the batch", others, Prompt, 0);
        foreach (var chunk in new[] { 1, 2, 7, 33, 128, 512 }) Compare("prompt chunks of", 0, chunk, 0);
        foreach (var before in new[] { 1, 300, 900 }) Compare("cells taken before", 0, Prompt, before);

        void Compare(string what, int others, int chunk, int before)
        {
            var other = Logits(model, threads, kv, flash, tokens, others, chunk, before);
            int equal = 0, same = 0;
            double worst = 0;
            for (var i = 0; i < alone.Length; i++)
            {
                if (alone[i].AsSpan().SequenceEqual(other[i])) equal++;
                if (LogitMath.IndexOfMax(alone[i]) == LogitMath.IndexOfMax(other[i])) same++;
                for (var j = 0; j < alone[i].Length; j++) worst = Math.Max(worst, Math.Abs(alone[i][j] - other[i][j]));
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-22} others={others} chunk={chunk,2} before={before,3}: rows equal {equal}/{alone.Length}, same argmax {same}, worst {worst:g3}"));
        }
    }

    private static float[][] Logits(LlamaModel model, int threads, KvType kv, FlashAttention flash, int[] tokens, int others, int chunk, int before)
    {
        var p = LlamaApi.llama_context_default_params();
        (p.ContextTokens, p.BatchTokens, p.MicroBatchTokens, p.SequencesMax) = (4096, 1024, 1024, 16);
        (p.Threads, p.BatchThreads, p.KvUnified, p.FlashAttention) = (threads, threads, 1, (int)flash);
        (p.KeyType, p.ValueType) = ((int)kv, (int)kv);
        using var context = new LlamaContext(model, p);
        var result = new List<float[]>();
        for (var done = 0; done < before;)
        {
            context.Begin();
            for (var i = 0; i < 100 && done < before; i++, done++) context.Add(10 + (done % 50), done, 15, false);
            Check(context);
        }
        for (var at = 0; at < Prompt;)
        {
            context.Begin();
            var row = 0;
            for (var i = 0; i < chunk && at < Prompt; i++, at++) row = context.Add(tokens[at], at, 0, at == Prompt - 1);
            Check(context);
            if (at == Prompt) result.Add(context.Logits(row).ToArray());
        }
        for (var at = Prompt; at < tokens.Length; at++)
        {
            context.Begin();
            for (var o = 0; o < others; o++)
                if (o % 2 == 0) context.Add(7 + o, at - Prompt, 1 + o, true);
            var row = context.Add(tokens[at], at, 0, true);
            for (var o = 0; o < others; o++)
                if (o % 2 == 1) context.Add(7 + o, at - Prompt, 1 + o, true);
            Check(context);
            result.Add(context.Logits(row).ToArray());
        }
        return [.. result];

        static void Check(LlamaContext context)
        {
            if (context.Decode() != 0) throw new InvalidOperationException("decode failed");
        }
    }
}
