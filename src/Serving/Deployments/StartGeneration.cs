using Onebox.Api.Tasks;
using Onebox.Kernel.Access;
using Onebox.Serving.Store;
using Onebox.Tasks;

namespace Onebox.Serving.Deployments;

/// <summary>Has a deployment's newest generation brought up, and starts the task that follows it.</summary>
internal sealed class StartGeneration(ITasks tasks)
{
    public async Task<TaskAccepted> RunAsync(DeploymentRecord record, string title, Caller caller, CancellationToken cancellation)
    {
        // The task itself has the deployment kept, so that a host that ends in between loses nothing.
        var task = await tasks.StartAsync(new NewTask<StartDeploymentInput>(StartDeploymentTask.TaskKind, title, new(record.Id, record.Generation), caller, record.Id), cancellation);
        return new TaskAccepted(task, record.Id);
    }
}
