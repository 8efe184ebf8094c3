using System.Diagnostics;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;
using Onebox.Tasks;

namespace Onebox.Knowledge.Evaluating;

internal sealed record EvaluateInput(string BaseId, string EvaluationId, EvaluateKnowledgeRequest Request);

/// <summary>Measures retrieval at every weight, learns the best, has a model answer, and keeps the result with the base.</summary>
internal sealed class EvaluateTask(Bases bases, BaseStore store, CompareSettings compare, IAudit audit, TimeProvider clock) : TaskHandler<EvaluateInput>
{
    public const string KindName = "knowledge.evaluate";

    /// <summary>Fewer questions do not tell one weight from another.</summary>
    private const int LeastToLearn = 8;
    private const int Depth = 100;

    public override string Kind => KindName;

    protected override async Task RunAsync(EvaluateInput input, TaskRun run, CancellationToken cancellation)
    {
        var opened = await bases.OpenAsync(input.BaseId, cancellation);
        var readers = Readership.Of(run.StartedBy);
        var questions = QuestionSet.Read(opened.Index, readers);
        if (questions.Count == 0) throw KnowledgeErrors.NoQuestions(opened.Name);
        var hidden = opened.Index.CountQuestions() - questions.Count;
        var leftOut = hidden == 0 ? null : $"{hidden} more {(hidden == 1 ? "question is" : "questions are")} about documents that are not in the base, or that you may not read: left out.";
        var top = input.Request.Top ?? 10;
        run.Step("searching", "questions", questions.Count);
        var judged = await JudgeAsync(opened, questions, readers, run, cancellation);
        var before = opened.Fusion;
        var missing = Judgement.Missing(questions, opened.Index.View.Documents.Where(d => d.IsReady && readers.MayRead(d)).SelectMany(Judgement.NamesOf).ToHashSet(StringComparer.Ordinal));
        if (missing is not null) await run.LogAsync(missing, "warning");
        var fusion = input.Request.Learn && judged.Rankings.Count >= LeastToLearn ? Best(judged.Rankings) with { LearnedFrom = judged.Rankings.Count } : before;
        if (fusion != before) await store.SetFusionAsync(opened.Id, fusion.ToString(), cancellation);

        opened = opened with { Record = await store.GetAsync(opened.Id, cancellation) };
        if (input.Request.Route is not null) run.Step("answering", "questions", questions.Count);
        var answered = input.Request.Route is null
            ? null
            : await compare.AnswerAsync(opened, new AskKnowledgeRequest("", input.Request.Route, input.Request.Passages), questions, run, cancellation);
        var result = new KnowledgeEvaluation
        {
            Id = input.EvaluationId,
            At = clock.GetUtcNow(),
            Questions = questions.Count,
            Judged = judged.Rankings.Count,
            Top = top,
            Text = Mean(judged.Rankings, new Fusion(1, 0), top),
            Vector = Mean(judged.Rankings, new Fusion(0, 1), top),
            Hybrid = Mean(judged.Rankings, fusion, top),
            Fusion = new FusionInfo(fusion.TextWeight, fusion.VectorWeight, fusion.LearnedFrom),
            Answers = answered?.Quality,
            Times = answered?.Times ?? judged.Times,
            Settings = opened.Settings,
            Route = input.Request.Route,
            Notes = SearchBase.Notes(missing, leftOut),
        };
        if (input.Request.Compare) result = result with { Compared = await compare.RunAsync(opened, input.Request, questions, result, answered, run, cancellation) };
        result = Gate.Hold(result, input.Request.AtLeast);
        var record = JsonSerializer.Serialize(result, ApiJson.Default.KnowledgeEvaluation);
        await opened.Index.WriteAsync((connection, _) => connection.Run("INSERT OR REPLACE INTO evaluations(id, at, record) VALUES ($0, $1, $2)", result.Id, result.At.ToUnixTimeMilliseconds(), record), cancellation);
        await audit.WriteAsync(run.StartedBy, "knowledge.evaluated", opened.Id, $"{opened.Name}: {questions.Count} questions, weights {fusion.TextWeight}:{fusion.VectorWeight}", CancellationToken.None);
    }

    /// <summary>A question's candidates with both scores, and which of them are right.</summary>
    private sealed record Ranking(Judgement Judgement, List<(Candidate Candidate, (string Key, bool IsRight) Judged)> Candidates);

    private static async Task<(List<Ranking> Rankings, AnswerTimes Times)> JudgeAsync(OpenBase opened, List<KnowledgeQuestion> questions, Readership readers, TaskRun run, CancellationToken cancellation)
    {
        var (view, rankings) = (opened.Index.View, new List<Ranking>());
        var admitted = view.Admit(readers, null);
        var watch = Stopwatch.StartNew();
        using var connection = opened.Index.Read();
        for (var i = 0; i < questions.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var question = questions[i];
            var vector = opened.Index.Vectors.Count == 0 ? [] : (await opened.Embedder.EmbedAsync([question.Question], cancellation))[0];
            var (candidates, _, _) = Search.Collect(opened.Index, view, admitted, connection, SearchMode.Hybrid, question.Question, vector, Depth);
            if (Judgement.Of(question) is { } judgement) rankings.Add(new Ranking(judgement, candidates.ConvertAll(c => (c, judgement.Of(view.Document(view.DocumentOf(c.Chunk)), c.Chunk, () => TextOf(c.Chunk))))));
            run.Report(i + 1);
        }

        string TextOf(long chunk) => connection.Value<string>("SELECT text FROM chunks WHERE id = $0", chunk) ?? "";

        var mean = watch.Elapsed.TotalMilliseconds / Math.Max(1, questions.Count);
        return (rankings, new AnswerTimes(mean, 0, 0, 0, mean));
    }

    private static Fusion Best(List<Ranking> rankings) =>
        // The middle of equals: a weight at the edge of what is best is the likelier to be worse tomorrow.
        Fusion.Candidates.Select(f => (Fusion: f, Gain: Math.Round(Mean(rankings, f, 10).NdcgAt10, 4))).GroupBy(f => f.Gain).MaxBy(g => g.Key)!.Select(f => f.Fusion).ToList() is var best ? best[best.Count / 2] : Fusion.Default;

    private static RetrievalQuality Mean(List<Ranking> rankings, Fusion fusion, int top) => RetrievalMeasures.Mean([.. rankings.Select(ranking => ranking.Judgement.Measure(
        ranking.Candidates.OrderByDescending(c => fusion.Score(c.Candidate.Text, c.Candidate.Vector, c.Candidate.Trust)).ThenBy(c => c.Candidate.Chunk).Select(c => c.Judged), top))]);
}
