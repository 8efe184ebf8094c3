using System.Net;
using Onebox.Serving.Tests.Worker.Running;

namespace Onebox.Serving.Tests.Worker;

public sealed class LoadTests(SampleWorkers workers)
{
    private const string Long = """{"prompt":"Hello","max_tokens":500,"ignore_eos":true,"stream":true}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_ThatLeaves_FreesItsSlot(bool stream)
    {
        await using var worker = await RunningWorker.StartAsync(SampleModels.Generator, s => s["parallel"] = 1);
        using (var leave = new CancellationTokenSource())
        {
            var asked = worker.SendAsync("/v1/completions", stream ? Long : Long.Replace(",\"stream\":true", "", StringComparison.Ordinal), leave.Token);
            if (stream) (await asked).Dispose();
            else await RunningWorker.WaitFor(async () => await Running(worker) == 1);
            await leave.CancelAsync();
            if (!stream) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        }

        await RunningWorker.WaitFor(async () => await Running(worker) == 0);
        var next = await worker.AskAsync("/v1/completions", """{"prompt":"Hello","max_tokens":3,"ignore_eos":true}""");
        Assert.Equal(3, next.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Queue_WhenFull_Says429AndWhenToTryAgain()
    {
        await using var worker = await RunningWorker.StartAsync(SampleModels.Generator, s => (s["parallel"], s["queueLimit"]) = (1, 1));
        var sent = Enumerable.Range(0, 6).Select(_ => worker.SendAsync("/v1/completions", Long.Replace(",\"stream\":true", "", StringComparison.Ordinal))).ToList();
        var answers = await Task.WhenAll(sent);
        try
        {
            var refused = answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests).ToList();
            Assert.NotEmpty(refused);
            Assert.All(refused, r => Assert.True(r.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1)));
            Assert.Contains("rate_limit_error", await refused[0].Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.All(answers.Except(refused), a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
            Assert.True(answers.Length - refused.Count >= 2);
        }
        finally
        {
            foreach (var answer in answers) answer.Dispose();
        }
    }

    [Fact]
    public async Task Choices_BeyondTheQueue_StartAllOrNone()
    {
        await using var worker = await RunningWorker.StartAsync(SampleModels.Generator, s => (s["parallel"], s["queueLimit"]) = (2, 1));
        var (status, _) = await worker.RefusedAsync("/v1/completions", """{"prompt":"Hello","max_tokens":500,"ignore_eos":true,"n":8}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        await RunningWorker.WaitFor(async () => await Running(worker) == 0);
    }

    [Fact]
    public async Task State_UnderLoad_CountsWhatRuns()
    {
        var worker = await workers.Generator;
        using var one = await worker.SendAsync("/v1/completions", Long);
        var state = await worker.GetAsync("/state");
        Assert.Equal("ready", state.GetProperty("state").GetString());
        _ = await one.Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task Requests_OfAllKindsWithRandomLeaving_LeaveNothingBehind()
    {
        var random = new Random(11);
        await using var worker = await RunningWorker.StartAsync(SampleModels.Generator, s => s["queueLimit"] = 400);
        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (i, stop) =>
        {
            int kind, leaveAfter;
            lock (random) (kind, leaveAfter) = (random.Next(4), random.Next(1, 30));
            var body = kind == 0 ? "{\"prompt\":" : $$"""{"prompt":"number {{i}}","max_tokens":40,"stream":{{(kind == 1 ? "false" : "true")}}}""";
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
            try
            {
                using var response = await worker.SendAsync("/v1/completions", body, leave.Token);
                Assert.Equal(kind == 0 ? HttpStatusCode.BadRequest : HttpStatusCode.OK, response.StatusCode);
                if (kind == 3) leave.CancelAfter(leaveAfter);
                _ = await response.Content.ReadAsStringAsync(leave.Token);
            }
            catch (OperationCanceledException)
            {
                // Left on purpose.
            }
        });

        await RunningWorker.WaitFor(async () =>
        {
            var engine = (await worker.GetAsync("/state")).GetProperty("engine");
            return engine.GetProperty("running").GetInt32() == 0 && engine.GetProperty("waiting").GetInt32() == 0;
        });
    }

    private static async Task<int> Running(RunningWorker worker) => (await worker.GetAsync("/state")).GetProperty("engine").GetProperty("running").GetInt32();
}
