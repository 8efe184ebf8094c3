using System.Numerics.Tensors;

namespace Onebox.Llama;

/// <summary>How far one model's predictions are from another's on the same words.</summary>
/// <param name="Tokens">Positions compared.</param>
/// <param name="FirstPerplexity">exp of the mean −log p of the words, by the first model.</param>
/// <param name="MeanKullbackLeibler">Mean of Σ p · (log p − log q) over the whole vocabulary, p of the first model and q of the second; in nats a token.</param>
/// <param name="SameTopToken">The share of positions at which both find the same token likeliest.</param>
public sealed record ModelDifference(int Tokens, double FirstPerplexity, double SecondPerplexity, double MeanKullbackLeibler, double SameTopToken);

/// <summary>
/// Measures what quantizing cost: both models read the same windows of a text, and their distributions are compared at every place. The figures are those of
/// llama.cpp's perplexity tool with <c>--kl-divergence</c>, but over whole windows.
/// </summary>
public static class ModelComparison
{
    private const int Rows = 64;

    /// <param name="windows">Token ids of separate texts, each at most <paramref name="windowTokens"/> long. Blocks until done.</param>
    /// <param name="progress">Told the positions that are done.</param>
    /// <exception cref="LlamaException"><see cref="LlamaErrorCode.NotSupported"/>: the models have different vocabularies. <see cref="LlamaErrorCode.BadRequest"/>: no window has two tokens.</exception>
    public static ModelDifference Run(LlamaModel first, LlamaModel second, IReadOnlyList<int[]> windows, int windowTokens, int threads, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        if (first.Vocabulary.Size != second.Vocabulary.Size) throw new LlamaException(LlamaErrorCode.NotSupported, $"{first.Path} and {second.Path} have different vocabularies: their predictions cannot be compared.");
        using var one = Context(first, windowTokens, threads);
        using var other = Context(second, windowTokens, threads);
        var sums = new Sums(first.Vocabulary.Size);
        foreach (var window in windows)
        {
            one.Clear();
            other.Clear();
            for (var start = 0; start < window.Length - 1; start += Rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // The last token of a window is only foretold, never read.
                var count = Math.Min(Rows, window.Length - 1 - start);
                one.Read(window.AsSpan(start, count), start);
                other.Read(window.AsSpan(start, count), start);
                for (var row = 0; row < count; row++) sums.Add(one.Logits(row), other.Logits(row), window[start + row + 1]);
                progress?.Invoke(sums.Count);
            }
        }

        return sums.Count > 0 ? sums.ToDifference() : throw new LlamaException(LlamaErrorCode.BadRequest, "The sample has no text of two tokens or more.");
    }

    private static Reader Context(LlamaModel model, int windowTokens, int threads)
    {
        var parameters = LlamaApi.llama_context_default_params();
        parameters.ContextTokens = (uint)Math.Max(Rows, windowTokens);
        parameters.BatchTokens = parameters.MicroBatchTokens = Rows;
        parameters.SequencesMax = 1;
        parameters.Threads = parameters.BatchThreads = threads;
        return new Reader(new LlamaContext(model, parameters));
    }

    private sealed class Reader(LlamaContext context) : IDisposable
    {
        public void Clear() => LlamaApi.llama_memory_clear(context.Memory, 1);

        public void Read(ReadOnlySpan<int> tokens, int position)
        {
            context.Begin();
            foreach (var token in tokens) context.Add(token, position++, 0, output: true);
            if (context.Decode() != 0) throw new LlamaException(LlamaErrorCode.DecodeFailed, $"llama.cpp could not read the sample with {context.Model.Path}.");
        }

        public ReadOnlySpan<float> Logits(int row) => context.Logits(row);

        public void Dispose() => context.Dispose();
    }

    private sealed class Sums(int vocabulary)
    {
        private readonly float[] _probability = new float[vocabulary];
        private double _first;
        private double _second;
        private double _divergence;
        private int _same;

        public int Count { get; private set; }

        public void Add(ReadOnlySpan<float> first, ReadOnlySpan<float> second, int next)
        {
            double normFirst = LogitMath.LogSumExp(first), normSecond = LogitMath.LogSumExp(second);
            _first -= first[next] - normFirst;
            _second -= second[next] - normSecond;
            TensorPrimitives.SoftMax(first, _probability);
            // Σ p (log p − log q) = Σ p (x − y) − log Z₁ + log Z₂
            var divergence = normSecond - normFirst;
            for (var i = 0; i < _probability.Length; i++) divergence += _probability[i] * (double)(first[i] - second[i]);
            _divergence += Math.Max(0, divergence);
            if (LogitMath.IndexOfMax(first) == LogitMath.IndexOfMax(second)) _same++;
            Count++;
        }

        public ModelDifference ToDifference() => new(Count, Math.Exp(_first / Count), Math.Exp(_second / Count), _divergence / Count, (double)_same / Count);
    }
}
