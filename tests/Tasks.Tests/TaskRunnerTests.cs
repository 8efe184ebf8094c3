using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Onebox.Api.Tasks;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Records;
using Onebox.Tasks.Running;
using Onebox.Tasks.Store;
using Onebox.Testing;

namespace Onebox.Tasks.Tests;

public sealed class TaskRunnerTests : IAsyncDisposable
{
    private readonly TestBox _box;
    private Func<CountTo, TaskRun, CancellationToken, Task> _work = (_, _, _) => Task.CompletedTask;
    private AfterRestart _afterRestart = AfterRestart.Resume;

    public TaskRunnerTests() => _box = TestBox.Create(services => services
        .AddRecords<TasksContext>().AddSingleton<TaskStore>().AddSingleton<TaskFeed>().AddSingleton<TaskRunner>()
        .AddSingleton<ITaskHandler>(new Handler(this)));

    [Fact]
    public async Task Run_WorkDone_Succeeds()
    {
        _work = (input, run, _) =>
        {
            run.Step("counting", "steps", input.Number);
            run.Report(input.Number);
            return run.LogAsync("counted");
        };
        var task = await RunAsync(await AddAsync());
        Assert.Equal(TaskState.Succeeded, task.State);
        Assert.Equal(10, task.ToInfo().Progress!.Done);
        Assert.NotNull(task.EndedAt);
        Assert.Contains(await _box.Get<TaskStore>().ReadLogAsync(task.Id, 0, 10, default), line => line.Text == "counted");
    }

    [Fact]
    public async Task Record_KeepsStatesByName()
    {
        var task = await RunAsync(await AddAsync());
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_box.Data.Records};Pooling=False");
        connection.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT State FROM tasks_tasks WHERE Id = '{task.Id}'";
        Assert.Equal("Succeeded", command.ExecuteScalar());
    }

    [Fact]
    public async Task Run_Problem_FailsWithCauseAndRemedy()
    {
        _work = (_, _, _) => throw new Problem(ProblemKind.Invalid, "test.bad", "It is bad.", "Make it good.").ToException();
        var failure = (await RunAsync(await AddAsync())).ToInfo().Failure;
        Assert.Equal(new TaskFailure("test.bad", "It is bad.", "Make it good."), failure);
    }

    [Fact]
    public async Task Run_Fault_FailsWithoutAStackTrace()
    {
        _work = (_, _, _) => throw new InvalidOperationException("broken inside");
        var failure = (await RunAsync(await AddAsync())).ToInfo().Failure!;
        Assert.Equal("task.failed", failure.Code);
        Assert.DoesNotContain(" at ", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CancelAsked_IsCancelled()
    {
        using var cancel = new CancellationTokenSource();
        _work = async (_, _, cancellation) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        };
        Assert.Equal(TaskState.Cancelled, (await RunAsync(await AddAsync(), cancel.Token)).State);
    }

    [Fact]
    public async Task Run_HostStops_IsLeftForTheNextHostAndResumedWithItsState()
    {
        var id = await AddAsync();
        using var stop = new CancellationTokenSource();
        _work = async (_, run, cancellation) =>
        {
            await run.SaveStateAsync(new CountTo(6));
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        };
        Assert.Equal(TaskState.Running, (await RunAsync(id, stop: stop.Token)).State);

        await _box.RestartAsync();
        var (found, attempt) = (0, 0);
        _work = (_, run, _) =>
        {
            (found, attempt) = (run.LoadState<CountTo>()!.Number, run.Attempt);
            return Task.CompletedTask;
        };
        Assert.Equal(TaskState.Succeeded, (await RunAsync(id)).State);
        Assert.Equal((6, 2), (found, attempt));
    }

    [Fact]
    public async Task Run_AfterRestartOfAKindThatCannotResume_FailsTruthfully()
    {
        _afterRestart = AfterRestart.Fail;
        var id = await AddAsync();
        await _box.Get<TaskStore>().ChangeAsync(id, task => (task.Attempts, task.State) = (1, TaskState.Running));
        var task = await RunAsync(id);
        Assert.Equal("task.interrupted", task.FailureCode);
    }

    [Fact]
    public async Task Run_UnknownKind_FailsAndSaysSo()
    {
        var task = await RunAsync(await AddAsync("from.another.version"));
        Assert.Equal("task.kind_unknown", task.FailureCode);
    }

    [Fact]
    public async Task List_Pages_MissNothingAndRepeatNothing()
    {
        var added = new List<string>();
        for (var i = 0; i < 25; i++) added.Add(await AddAsync());
        var store = _box.Get<TaskStore>();
        var seen = new List<string>();
        for (string? after = null; ;)
        {
            var page = await store.ListAsync(true, null, null, after, 10, default);
            if (page.Count == 0) break;
            seen.AddRange(page.Select(t => t.Id));
            after = page[^1].Id;
        }

        Assert.Equal(added.AsEnumerable().Reverse(), seen);
    }

    public ValueTask DisposeAsync() => _box.DisposeAsync();

    private async Task<string> AddAsync(string kind = Handler.Name)
    {
        var id = _box.Get<Ids>().New(ResourceKinds.Task);
        await _box.Get<TaskStore>().AddAsync(
            new TaskRecord
            {
                Id = id,
                Kind = kind,
                Title = "Count",
                StartedBy = "owner",
                CallerJson = JsonSerializer.Serialize(Caller.Box, TaskJson.Options),
                Input = JsonSerializer.Serialize(new CountTo(10), TaskJson.Options),
                CreatedAt = TimeProvider.System.GetUtcNow(),
            },
            default);
        return id;
    }

    private async Task<TaskRecord> RunAsync(string id, CancellationToken cancel = default, CancellationToken stop = default)
    {
        await _box.Get<TaskRunner>().RunAsync(id, cancel, stop);
        return (await _box.Get<TaskStore>().FindAsync(id))!;
    }

    internal sealed record CountTo(int Number);

    private sealed class Handler(TaskRunnerTests test) : TaskHandler<CountTo>
    {
        public const string Name = "test.count";

        public override string Kind => Name;

        public override AfterRestart AfterRestart => test._afterRestart;

        protected override Task RunAsync(CountTo input, TaskRun run, CancellationToken cancellation) => test._work(input, run, cancellation);
    }
}
