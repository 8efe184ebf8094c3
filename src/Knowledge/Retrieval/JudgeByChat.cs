using System.Text.Json;
using Onebox.Kernel.Access;
using Onebox.Serving;

namespace Onebox.Knowledge.Retrieval;

/// <summary>
/// How well texts answer a question, by a language model without a ranking head: it is asked to say yes or no, and what counts is how likely the first token is a yes (Nogueira et al. 2020,
/// "Document Ranking with a Pretrained Sequence-to-Sequence Model", which ranks by the likelihood of "true"). Engines that give no likelihoods count by the word alone.
/// </summary>
internal static class JudgeByChat
{
    /// <summary>Each is a request of its own.</summary>
    public const int MostTexts = 16;

    private const int Together = 4;
    private const int MostCharacters = 1600;

    /// <returns>0 to 1 for each hit.</returns>
    /// <exception cref="Kernel.ProblemException"><c>knowledge.route_failed</c>.</exception>
    public static async Task<double[]> RunAsync(IServing serving, string route, string question, IReadOnlyList<Hit> hits, Caller caller, CancellationToken cancellation)
    {
        var scores = new double[hits.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, hits.Count), new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = cancellation }, async (i, stop) =>
        {
            var text = hits[i].Chunk.Text;
            var prompt = $"Passage:\n{(text.Length > MostCharacters ? text[..MostCharacters] : text)}\n\nQuestion: {question}\n\nDoes the passage answer the question? Say yes or no.";
            var body = JsonSerializer.SerializeToUtf8Bytes(new { model = route, messages = new[] { new { role = "user", content = prompt } }, max_tokens = 1, temperature = 0, logprobs = true, top_logprobs = 10 });
            var answer = await serving.AskAsync("/v1/chat/completions", body, caller, cancellation: stop);
            if (!answer.Succeeded) throw KnowledgeErrors.RouteFailed(route, "it neither ranks texts nor judges them.");
            scores[i] = Read(answer.Body);
        });
        return scores;
    }

    private static double Read(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var choice = json.RootElement.GetProperty("choices")[0];
        if (choice.TryGetProperty("logprobs", out var logprobs) && logprobs.ValueKind == JsonValueKind.Object && logprobs.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array && content.GetArrayLength() > 0)
        {
            var (yes, no) = (0.0, 0.0);
            var first = content[0];
            var tokens = first.TryGetProperty("top_logprobs", out var top) && top.ValueKind == JsonValueKind.Array && top.GetArrayLength() > 0 ? top.EnumerateArray().ToList() : [first];
            foreach (var token in tokens)
            {
                var word = token.GetProperty("token").GetString()!.Trim().ToLowerInvariant();
                var likelihood = Math.Exp(token.GetProperty("logprob").GetDouble());
                if (word is "yes" or "y" or "是" or "对") yes += likelihood;
                else if (word is "no" or "n" or "不" or "否") no += likelihood;
            }

            if (yes + no > 0) return yes / (yes + no);
        }

        var said = choice.GetProperty("message").TryGetProperty("content", out var words) && words.ValueKind == JsonValueKind.String ? words.GetString()!.TrimStart() : "";
        return said.StartsWith("yes", StringComparison.OrdinalIgnoreCase) || said.StartsWith('是') ? 1 : 0;
    }
}
