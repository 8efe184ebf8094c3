using Onebox.Api.Tasks;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Tasks;

/// <summary>Who may know of a task: who started it, and who may know of what it makes; its title and log name that.</summary>
internal sealed class TaskReaders(ITasks tasks, IEnumerable<IResourceReaders> readers)
{
    public async ValueTask<bool> AdmitAsync(TaskInfo task, Caller caller, CancellationToken cancellation)
    {
        if (task.ResourceId is not { } resourceId || UserOf(task.StartedBy) == UserOf(caller.Name)) return true;
        foreach (var source in readers)
        {
            if (!await source.MayKnowAsync(resourceId, caller, cancellation)) return false;
        }

        return true;
    }

    /// <exception cref="Kernel.ProblemException"><c>task.not_found</c>: there is none, for this caller.</exception>
    public async Task<TaskInfo> RequireAsync(string id, Caller caller, CancellationToken cancellation) =>
        await tasks.FindAsync(id, cancellation) is { } task && await AdmitAsync(task, caller, cancellation) ? task : throw TaskErrors.NotFound(id);

    /// <summary>A key's caller is named user/key.</summary>
    private static string UserOf(string caller) => caller.Split('/')[0];
}
