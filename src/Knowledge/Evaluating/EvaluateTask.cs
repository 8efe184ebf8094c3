using System.Diagnostics;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;
using Onebox.Tasks;

namespace Onebox.Knowledge.Evaluating;

internal sealed record EvaluateInput(string BaseId, string EvaluationId, EvaluateKnowledgeRequest Request);

/// <summary>Measures retrieval at every weight, learns the best, has a model answer, and keeps the result with the base.</summary>
internal sealed class EvaluateTask(Bases bases, BaseStore store, AskBase ask, IAudit audit, TimeProvider clock) : TaskHandler<EvaluateInput>
{
    public const string KindName = "knowledge.evaluate";

    /// <summary>Fewer questions do not tell one weight from another.</summary>
    private const int LeastToLearn = 8;
    private const int Depth = 100;

    public override string Kind => KindName;

    protected override async Task RunAsync(EvaluateInput input, TaskRun run, CancellationToken cancellation)
    {
        var opened = await bases.OpenAsync(input.BaseId, cancellation);
        var questions = QuestionSet.Read(opened.Index);
        if (questions.Count == 0) throw KnowledgeErrors.NoQuestions(opened.Name);
        var top = input.Request.Top ?? 10;
        run.Step("searching", "questions", questions.Count);
        var judged = await JudgeAsync(opened, questions, Readership.Of(run.StartedBy), run, cancellation);
        var before = opened.Fusion;
        var fusion = input.Request.Learn && judged.Rankings.Count >= LeastToLearn ? Best(judged.Rankings) with { LearnedFrom = judged.Rankings.Count } : before;
        if (fusion != before) await store.SetFusionAsync(opened.Id, fusion.ToString(), cancellation);

        var (answers, times) = input.Request.Route is null ? (null, judged.Times) : await AnswerAsync(opened, input.Request, questions, run, cancellation);
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
            Answers = answers,
            Times = times,
            Settings = opened.Settings,
            Route = input.Request.Route,
        };
        result = Gate.Hold(result, input.Request.AtLeast);
        var record = JsonSerializer.Serialize(result, ApiJson.Default.KnowledgeEvaluation);
        await opened.Index.WriteAsync((connection, _) => connection.Run("INSERT OR REPLACE INTO evaluations(id, at, record) VALUES ($0, $1, $2)", result.Id, result.At.ToUnixTimeMilliseconds(), record), cancellation);
        await audit.WriteAsync(run.StartedBy, "knowledge.evaluated", opened.Id, $"{opened.Name}: {questions.Count} questions, weights {fusion.TextWeight}:{fusion.VectorWeight}", CancellationToken.None);
    }

    /// <summary>A question's candidates with both scores, and which of them are right.</summary>
    private sealed record Ranking(List<(Candidate Candidate, string Key, bool IsRight)> Candidates, int Right);

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
            if (Judge(question, candidates, view, connection) is { } ranking) rankings.Add(ranking);
            run.Report(i + 1);
        }

        var mean = watch.Elapsed.TotalMilliseconds / Math.Max(1, questions.Count);
        return (rankings, new AnswerTimes(mean, 0, 0, 0, mean));
    }

    /// <summary>By the documents that the question names; else by passages that hold an answer; null when neither is known.</summary>
    private static Ranking? Judge(KnowledgeQuestion question, List<Candidate> candidates, IndexView view, Microsoft.Data.Sqlite.SqliteConnection connection)
    {
        if (question.Documents is { Count: > 0 } right)
        {
            return new Ranking([.. candidates.Select(c =>
            {
                var document = view.Document(view.DocumentOf(c.Chunk));
                return (c, document.Uid, right.Any(r => r == document.Name || r == document.Uid || r == Path.GetFileNameWithoutExtension(document.Name)));
            })], right.Count);
        }

        if (!question.Answerable || question.Answers is not { Count: > 0 } answers) return null;
        return new Ranking([.. candidates.Select(c =>
        {
            var text = connection.Value<string>("SELECT text FROM chunks WHERE id = $0", c.Chunk) ?? "";
            return (c, ChunkIds.Of(c.Chunk), answers.Any(a => a.Length > 0 && text.Contains(a, StringComparison.OrdinalIgnoreCase)));
        })], 1);
    }

    private static Fusion Best(List<Ranking> rankings) =>
        // The middle of equals: a weight at the edge of what is best is the likelier to be worse tomorrow.
        Fusion.Candidates.Select(f => (Fusion: f, Gain: Math.Round(Mean(rankings, f, 10).NdcgAt10, 4))).GroupBy(f => f.Gain).MaxBy(g => g.Key)!.Select(f => f.Fusion).ToList() is var best ? best[best.Count / 2] : Fusion.Default;

    private static RetrievalQuality Mean(List<Ranking> rankings, Fusion fusion, int top) => RetrievalMeasures.Mean([.. rankings.Select(ranking =>
    {
        var ranked = ranking.Candidates.OrderByDescending(c => fusion.Score(c.Candidate.Text, c.Candidate.Vector)).ThenBy(c => c.Candidate.Chunk).DistinctBy(c => c.Key, StringComparer.Ordinal).Select(c => c.IsRight).ToList();
        // By passages there is no telling how many are right: the first counts.
        if (ranking.Right == 1 && ranked.IndexOf(true) is >= 0 and var first) ranked = [.. ranked.Select((right, i) => i == first)];
        return RetrievalMeasures.Of(ranked, ranking.Right, top);
    })]);

    private async Task<(AnswerQuality Quality, AnswerTimes Times)> AnswerAsync(OpenBase opened, EvaluateKnowledgeRequest request, List<KnowledgeQuestion> questions, TaskRun run, CancellationToken cancellation)
    {
        run.Step("answering", "questions", questions.Count);
        var tally = new AnswerTally();
        for (var i = 0; i < questions.Count; i++)
        {
            try
            {
                tally.Add(questions[i], await ask.RunAsync(opened.Id, new AskKnowledgeRequest(questions[i].Question, request.Route, request.Passages), run.StartedBy, null, cancellation));
            }
            catch (ProblemException problem) when (problem.Problem.Kind is not (ProblemKind.NotFound or ProblemKind.Forbidden))
            {
                tally.Fail();
                await run.LogAsync($"{questions[i].Question}: {problem.Message}", "warning");
                if (tally.HasOnlyFailed(10)) throw;
            }

            run.Report(i + 1);
        }

        return (tally.Quality, tally.Times);
    }
}
