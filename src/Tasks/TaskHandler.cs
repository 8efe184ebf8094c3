using System.Text.Json;
using Onebox.Tasks.Store;

namespace Onebox.Tasks;

/// <summary>What to do with a task that was under way when its host ended.</summary>
public enum AfterRestart
{
    /// <summary>Run the handler again; it finds what it has saved in <see cref="TaskRun.LoadState{T}"/>.</summary>
    Resume,

    /// <summary>End it as failed, saying that the host was restarted.</summary>
    Fail,
}

/// <summary>Does the work of tasks of one kind. Derive from <see cref="TaskHandler{TInput}"/>.</summary>
public interface ITaskHandler
{
    string Kind { get; }

    AfterRestart AfterRestart { get; }

    /// <summary>
    /// Does the work and returns when it is done. Throw <see cref="Kernel.ProblemException"/> for a failure with cause and remedy; let
    /// <see cref="OperationCanceledException"/> of <paramref name="cancellation"/> out once everything half-made is cleaned up.
    /// </summary>
    Task RunAsync(JsonElement input, TaskRun run, CancellationToken cancellation);
}

/// <inheritdoc cref="ITaskHandler"/>
public abstract class TaskHandler<TInput> : ITaskHandler
{
    public abstract string Kind { get; }

    public virtual AfterRestart AfterRestart => AfterRestart.Resume;

    /// <inheritdoc cref="ITaskHandler.RunAsync"/>
    protected abstract Task RunAsync(TInput input, TaskRun run, CancellationToken cancellation);

    Task ITaskHandler.RunAsync(JsonElement input, TaskRun run, CancellationToken cancellation) =>
        RunAsync(input.Deserialize<TInput>(TaskJson.Options)!, run, cancellation);
}
