using Onebox.Api.Knowledge;
using Onebox.Api.OpenAI;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Answering;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Serving;
using Onebox.Tasks;

namespace Onebox.Knowledge.Evaluating;

internal sealed record WriteQuestionsInput(string BaseId, string Route, int Count, int Seed);

/// <summary>
/// A model writes questions from chunks that are drawn evenly from all documents that the asker may read. Bad ones are left out (<see cref="WrittenQuestion.Fault"/>), and so are those that
/// the base cannot find their own chunk for: they ask for many places or for none. What was written is saved as it comes, so that a restart goes on.
/// </summary>
internal sealed class WriteQuestionsTask(Bases bases, IServing serving, RouteLimits limits, IAudit audit) : TaskHandler<WriteQuestionsInput>
{
    public const string KindName = "knowledge.questions";

    private const int MostTokens = 120;
    private const int ShortestText = 80;
    private const int LongestText = 2000;

    /// <summary>So many chunks are tried for each question that is wanted.</summary>
    private const int TriesEach = 4;

    /// <summary>A question whose own chunk is further down is not about it.</summary>
    private const int FoundWithin = 20;

    public override string Kind => KindName;

    private sealed record Progress(int Tried, List<KnowledgeQuestion> Questions);

    protected override async Task RunAsync(WriteQuestionsInput input, TaskRun run, CancellationToken cancellation)
    {
        var opened = await bases.OpenAsync(input.BaseId, cancellation);
        var readers = Readership.Of(run.StartedBy);
        var model = new RouteModel(serving, limits, input.Route, run.StartedBy);
        var given = QuestionSet.Read(opened.Index).FindAll(q => q.WrittenBy is null);
        var chunks = Draw(opened, readers, input.Seed, input.Count * TriesEach);
        var (done, written) = run.LoadState<Progress>() is { } before ? (before.Tried, before.Questions) : (0, []);
        run.Step("writing", "questions", input.Count, written.Count);
        var faults = new Dictionary<string, int>(StringComparer.Ordinal);
        for (; done < chunks.Count && written.Count < input.Count; done++)
        {
            var (question, fault) = await WriteAsync(opened, model, readers, chunks[done], given.Concat(written).Select(q => q.Question), cancellation);
            if (fault is not null) faults[fault] = faults.GetValueOrDefault(fault) + 1;
            if (question is not null) written.Add(question with { WrittenBy = input.Route });
            await run.SaveStateAsync(new Progress(done + 1, written));
            run.Report(written.Count, input.Count);
        }

        foreach (var (fault, count) in faults.OrderByDescending(f => f.Value)) await run.LogAsync($"{count} left out: {fault}");
        if (written.Count == 0) throw KnowledgeErrors.NoQuestionsWritten(input.Route, faults.Count == 0 ? "the base has no text to ask about" : faults.MaxBy(f => f.Value).Key);
        await QuestionSet.ReplaceAsync(opened.Index, [.. given, .. written], input.Route, cancellation);
        await run.LogAsync($"{written.Count} questions written");
        await audit.WriteAsync(run.StartedBy, "knowledge.questions_written", opened.Id, $"{opened.Name}: {written.Count} by {input.Route}", CancellationToken.None);
    }

    private static async Task<(KnowledgeQuestion? Question, string? Fault)> WriteAsync(
        OpenBase opened, RouteModel model, Readership readers, StoredChunk chunk, IEnumerable<string> others, CancellationToken cancellation)
    {
        string said;
        try
        {
            said = (await model.AnswerAsync([new ChatMessage("user", WrittenQuestion.Prompt(chunk.Text.Length > LongestText ? chunk.Text[..LongestText] : chunk.Text))], MostTokens, null, cancellation)).Text;
        }
        catch (PromptTooLongException)
        {
            return (null, "its chunk is longer than the model reads");
        }

        if (WrittenQuestion.Read(said) is not { } written) return (null, "the model said no question and answer");
        if (written.Fault(chunk.Text, others) is { } fault) return (null, fault);
        var found = await Search.RunAsync(opened.Index, opened.Embedder, opened.Fusion, SearchMode.Hybrid, written.Question, FoundWithin, readers, null, cancellation);
        if (!found.Hits.Any(h => h.Chunk.Id == chunk.Id)) return (null, "it does not lead to its own text");
        return (new KnowledgeQuestion(written.Question, null, [written.Answer], [opened.Index.View.Document(chunk.Document).Name]), null);
    }

    /// <summary>One chunk of each document in turn, in an order that the seed decides; tables and code ask poorly.</summary>
    private static List<StoredChunk> Draw(OpenBase opened, Readership readers, int seed, int most)
    {
        var view = opened.Index.View;
        var allowed = view.Documents.Where(d => d.IsReady && readers.MayRead(d)).Select(d => d.Id).ToHashSet();
        using var connection = opened.Index.Read();
        var candidates = connection.Read(r => (Id: r.GetInt64(0), Document: r.GetInt64(1)), $"SELECT id, document FROM chunks WHERE kind IN ('text', 'list') AND length(text) >= {ShortestText} ORDER BY id").FindAll(c => allowed.Contains(c.Document));
        var random = new Random(seed);
        var drawn = candidates.GroupBy(c => c.Document).Select(g => g.OrderBy(_ => random.Next()).ToList()).OrderBy(_ => random.Next()).ToList();
        var ids = Enumerable.Range(0, drawn.Count == 0 ? 0 : drawn.Max(d => d.Count)).SelectMany(round => drawn.Where(d => round < d.Count).Select(d => d[round].Id)).Take(most).ToList();
        var read = ids.Chunk(500).SelectMany(some => connection.Read(StoredChunk.From, $"SELECT {StoredChunk.Columns} FROM chunks WHERE id IN ({string.Join(',', some.Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture)))})")).ToDictionary(c => c.Id);
        return [.. ids.Where(read.ContainsKey).Select(id => read[id])];
    }
}
