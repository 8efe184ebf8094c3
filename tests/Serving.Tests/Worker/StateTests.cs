using System.Net;
using Onebox.Kernel;
using Onebox.Serving.Tests.Worker.Running;

namespace Onebox.Serving.Tests.Worker;

public sealed class StateTests(SampleWorkers workers)
{
    [Fact]
    public async Task State_OfAReadyModel_TellsWhatItCan()
    {
        var state = await (await workers.Generator).GetAsync("/state");
        Assert.Equal("ready", state.GetProperty("state").GetString());
        Assert.Equal(1024, state.GetProperty("model").GetProperty("contextTokens").GetInt32());
        Assert.Equal(64, state.GetProperty("model").GetProperty("embeddingLength").GetInt32());
        Assert.Equal(["chat", "completions"], state.GetProperty("model").GetProperty("capabilities").EnumerateArray().Select(c => c.GetString()!));
        Assert.Equal(4096, state.GetProperty("engine").GetProperty("keyValueCellsTotal").GetInt32());
    }

    [Fact]
    public async Task State_OfAnUnreadableModel_TellsWhyAndEndsForGood()
    {
        await using var worker = RunningWorker.Begin(SampleModels.Broken);
        var state = await worker.LoadedAsync();
        Assert.Equal("failed", state.GetProperty("state").GetString());
        Assert.Equal("model.unreadable", state.GetProperty("code").GetString());
        Assert.Contains("broken.gguf", state.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(state.GetProperty("remedy").GetString()!);

        var (status, error) = await worker.RefusedAsync("/v1/completions", """{"prompt":"Hello"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("model.unreadable", error.GetProperty("code").GetString());

        worker.Stop();
        var ended = await Assert.ThrowsAsync<ProblemException>(() => worker.Ended);
        Assert.Equal(ProblemKind.Corrupt, ended.Problem.Kind);
    }

    [Fact]
    public async Task Settings_ThatLackAField_EndTheWorkerWithItsName()
    {
        await using var worker = RunningWorker.Begin(SampleModels.Generator, s => s.Remove("modelFiles"));
        var ended = await Assert.ThrowsAsync<ProblemException>(() => worker.Ended);
        Assert.Contains("modelFiles", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChatTemplate_ThatCannotBeRendered_TakesOnlyTheChatAway()
    {
        await using var worker = await RunningWorker.StartAsync(SampleModels.Generator, s => s["chatTemplate"] = "{% for m in messages %}");
        var (status, error) = await worker.RefusedAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"Hello"}]}""");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("capability_missing", error.GetProperty("code").GetString());
        Assert.Contains("template", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty((await worker.AskAsync("/v1/completions", """{"prompt":"Hello","max_tokens":2}""")).GetProperty("choices")[0].GetProperty("text").GetString()!);
    }

    [Fact]
    public async Task Socket_IsForItsOwnerOnly()
    {
        var worker = await workers.Generator;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(worker.Socket));
    }

    [Fact]
    public async Task Paths_ThatAreNotThere_AreNamedInOpenAIsShape()
    {
        var (status, error) = await (await workers.Generator).RefusedAsync("/v1/images/generations", "{}");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("unknown_url", error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Models_ListsTheDeployment()
    {
        var models = await (await workers.Generator).GetAsync("/v1/models");
        Assert.Equal("sample", Assert.Single(models.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Stop_FinishesWhatRunsAndRefusesWhatIsNew()
    {
        await using var worker = await RunningWorker.StartAsync(SampleModels.Generator);
        using var running = await worker.SendAsync("/v1/completions", """{"prompt":"Hello","max_tokens":400,"ignore_eos":true,"stream":true}""");
        worker.Stop();
        await RunningWorker.WaitFor(async () =>
        {
            using var late = await worker.SendAsync("/v1/completions", """{"prompt":"Hello","max_tokens":1}""");
            if (late.StatusCode == HttpStatusCode.OK) return false;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
            Assert.NotNull(late.Headers.RetryAfter);
            return true;
        });

        var rest = await running.Content.ReadAsStringAsync();
        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
        Assert.Contains("\"completion_tokens\":400", rest, StringComparison.Ordinal);
        await worker.Ended;
    }
}
