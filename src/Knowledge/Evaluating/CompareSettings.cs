using System.Diagnostics;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Tasks;

namespace Onebox.Knowledge.Evaluating;

/// <summary>The same questions with and without what a base or a box may be set to: ranking again by a model, reading what stands around passages.</summary>
internal sealed class CompareSettings(AskBase ask, Rerank rerank)
{
    private const int Depth = 100;

    /// <param name="measured">With the settings as they are.</param>
    /// <param name="answered">What was answered with them; null when nobody was asked.</param>
    public async Task<IReadOnlyList<ComparedSetting>> RunAsync(
        OpenBase opened, EvaluateKnowledgeRequest request, List<KnowledgeQuestion> questions, KnowledgeEvaluation measured, AnswerTally? answered, TaskRun run, CancellationToken cancellation)
    {
        var compared = new List<ComparedSetting> { new("not ranked again", measured.Hybrid, null, measured.Times with { Model = 0, Prompt = 0, Check = 0, Total = measured.Times.Search }) };
        if (opened.Settings.Rerank is { } ranker) compared.Add(await RankedAsync(opened, ranker, questions, measured.Top, run, cancellation));
        if (answered is null) return compared.Count > 1 ? compared : [];
        compared.Add(new("answers, as it is set", null, measured.Answers, measured.Times));
        compared.Add(await AnswersAsync(opened, "answers, passages as they were found", new AskKnowledgeRequest("", request.Route, request.Passages, Around: false), questions, answered, run, cancellation));
        if (opened.Settings.Rerank is not null) compared.Add(await AnswersAsync(opened, "answers, not ranked again", new AskKnowledgeRequest("", request.Route, request.Passages, Rerank: false), questions, answered, run, cancellation));
        return compared;
    }

    /// <summary>Has a model answer every question; one that it fails at is counted as failed.</summary>
    public async Task<AnswerTally> AnswerAsync(OpenBase opened, AskKnowledgeRequest how, List<KnowledgeQuestion> questions, TaskRun run, CancellationToken cancellation)
    {
        var tally = new AnswerTally();
        for (var i = 0; i < questions.Count; i++)
        {
            try
            {
                tally.Add(questions[i], await ask.RunAsync(opened.Id, how with { Question = questions[i].Question }, run.StartedBy, null, cancellation));
            }
            catch (ProblemException problem) when (problem.Problem.Kind is not (ProblemKind.NotFound or ProblemKind.Forbidden))
            {
                tally.Fail();
                // Everybody sees tasks, but not every question.
                await run.LogAsync($"Question {i + 1}: {problem.Message}", "warning");
                if (tally.HasOnlyFailed(10)) throw;
            }

            run.Report(i + 1);
        }

        return tally;
    }

    private async Task<ComparedSetting> AnswersAsync(OpenBase opened, string name, AskKnowledgeRequest how, List<KnowledgeQuestion> questions, AnswerTally answered, TaskRun run, CancellationToken cancellation)
    {
        run.Step(name, "questions", questions.Count);
        var tally = await AnswerAsync(opened, how, questions, run, cancellation);
        return new ComparedSetting(name, null, tally.Quality, tally.Times, PairedChange.Of("f1", tally.GainsOver(answered)));
    }

    private async Task<ComparedSetting> RankedAsync(OpenBase opened, string ranker, List<KnowledgeQuestion> questions, int top, TaskRun run, CancellationToken cancellation)
    {
        run.Step("ranking again", "questions", questions.Count);
        var (qualities, gains, watch, notes) = (new List<RetrievalQuality>(), new List<double>(), Stopwatch.StartNew(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < questions.Count; i++)
        {
            if (Judgement.Of(questions[i]) is { } judgement)
            {
                var found = await Search.RunAsync(opened.Index, opened.Embedder, opened.Fusion, SearchMode.Hybrid, questions[i].Question, Depth, Readership.Of(run.StartedBy), null, cancellation);
                var (hits, note) = await rerank.RunAsync(opened, questions[i].Question, found.Hits, run.StartedBy, cancellation);
                if (note is not null && notes.Add(note)) await run.LogAsync(note, "warning");
                var quality = Measure(hits);
                qualities.Add(quality);
                gains.Add(quality.NdcgAt10 - Measure(found.Hits).NdcgAt10);

                RetrievalQuality Measure(IReadOnlyList<Hit> ranking) => judgement.Measure(ranking.Select(h => judgement.Of(h.Document, h.Chunk.Id, () => h.Chunk.Text)), top);
            }

            run.Report(i + 1);
        }

        var mean = watch.Elapsed.TotalMilliseconds / Math.Max(1, qualities.Count);
        return new ComparedSetting($"ranked again by {ranker}", RetrievalMeasures.Mean(qualities), null, new AnswerTimes(mean, 0, 0, 0, mean), PairedChange.Of("ndcg", gains));
    }
}
