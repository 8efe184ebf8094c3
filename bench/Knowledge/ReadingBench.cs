using System.Globalization;
using Onebox.Api.Knowledge;
using Onebox.Knowledge.Answering;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Bench;

/// <summary>In what share of questions the right answer stands in the prompt: with passages as they were found, with more of them, and with what stands around them, at the same budgets.</summary>
internal static class ReadingBench
{
    public static async Task RunAsync(QuestionSet set, int chunkTokens, int passages)
    {
        using var filled = await FilledIndex.OfAsync(set.Documents, chunkTokens);
        Console.WriteLine($"{set.Name}: {set.Documents.Count} documents, {filled.Index.View.Chunks} chunks of at most {chunkTokens} tokens, {set.Questions.Count} questions, {passages} passages");
        var hits = new List<IReadOnlyList<Hit>>();
        foreach (var question in set.Questions)
            hits.Add((await Search.RunAsync(filled.Index, FilledIndex.Embedder, Fusion.Default, SearchMode.Hybrid, question.Text, 60, Readership.Everything, null, CancellationToken.None)).Hits);
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        int SizeOf(string text) => sizes.TryGetValue(text, out var known) ? known : sizes[text] = FilledIndex.Embedder.Size(text);
        foreach (var budget in (int[])[400, 800, 1500, 2000])
        {
            Task<bool> FitsAsync(IReadOnlyList<Passage> tried) => Task.FromResult(tried.Sum(p => SizeOf(p.Text) + SizeOf(p.Title)) <= budget);
            int plain = 0, more = 0, around = 0;
            foreach (var (question, found) in set.Questions.Zip(hits))
            {
                var chosen = await ChoosePassages.FitAsync(ChoosePassages.Distinct(found, passages), FitsAsync);
                if (Holds(chosen, question)) plain++;
                if (Holds(await ChoosePassages.FitAsync(ChoosePassages.Distinct(found, 20), FitsAsync), question)) more++;
                if (Holds(await GrowAsync(filled, chosen, FitsAsync), question)) around++;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {budget} tokens: {Share(plain)} as found, {Share(more)} with up to 20 passages, {Share(around)} with what stands around"));
        }

        double Share(int count) => Math.Round((double)count / set.Questions.Count, 4);
    }

    private static async Task<IReadOnlyList<Passage>> GrowAsync(FilledIndex filled, List<Passage> passages, Func<IReadOnlyList<Passage>, Task<bool>> fits)
    {
        if (passages.Exists(p => p.Text.Length != p.Hit.Chunk.Text.Length)) return passages;
        using var connection = filled.Index.Read();
        return await ReadAround.GrowAsync(connection, passages, fits);
    }

    private static bool Holds(IReadOnlyList<Passage> passages, BenchQuestion question) => passages.Any(p => p.Text.Contains(question.Answer!, StringComparison.OrdinalIgnoreCase));
}
