using Onebox.Evaluation.Benchmarks;

namespace Onebox.Evaluation.Asking;

/// <summary>Asks a model all items of a benchmark, so many at once that the engine's batch is full.</summary>
internal sealed class AskItems(AnswerCache cache)
{
    private const int Fewest = 4, Most = 64;

    /// <param name="done">Told how many items have been asked.</param>
    /// <returns>In the order of the items.</returns>
    public async Task<IReadOnlyList<ItemAnswer>> RunAsync(LoadedBenchmark loaded, ModelAsker asker, Action<int> done, CancellationToken cancellation)
    {
        var answers = new ItemAnswer[loaded.Items.Count];
        var count = 0;
        // Twice the slots: one set is computed while the answers of the other are on their way.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(asker.Model.Slots * 2, Fewest, Most), CancellationToken = cancellation };
        await using var writing = cache.WriteAsTheyCome();
        await Parallel.ForAsync(0, loaded.Items.Count, parallel, async (i, stop) =>
        {
            answers[i] = await OneAsync(loaded, loaded.Items[i], asker, stop);
            await cache.WriteSomeAsync(stop);
            done(Interlocked.Increment(ref count));
        });
        return answers;
    }

    /// <summary>With as many examples as fit.</summary>
    private static async Task<ItemAnswer> OneAsync(LoadedBenchmark loaded, Item item, ModelAsker asker, CancellationToken cancellation)
    {
        for (var shots = loaded.Benchmark.Shots; ; shots--)
        {
            try
            {
                var before = loaded.Shots.For(item, shots);
                var answer = loaded.Benchmark.Kind switch
                {
                    BenchmarkKind.Choice => await AskChoice.RunAsync(item, Shots.Text(item, before), asker, cancellation),
                    BenchmarkKind.Text => await AskText.RunAsync(item, asker, cancellation),
                    _ => await AskAnswer.RunAsync(loaded, item, before, asker, cancellation),
                };
                return answer with { Shots = before.Count };
            }
            catch (PromptTooLongException) when (shots > 0)
            {
                // One example fewer, rather than a cut one.
            }
            catch (AskException error)
            {
                return new ItemAnswer(item) { Error = error.Message, TooLong = error is PromptTooLongException };
            }
        }
    }
}
