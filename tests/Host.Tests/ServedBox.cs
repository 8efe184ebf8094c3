using Onebox.Api.Deployments;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>A box with the stories model deployed as <c>stories</c>, on one engine thread.</summary>
public sealed class ServedBox : IAsyncLifetime
{
    public RealBox Box { get; private set; } = null!;

    /// <summary>Null where this checkout lacks the model: the tests skip.</summary>
    public static string? Stories { get; } = SharedData.Find("stories260K.gguf");

    public async ValueTask InitializeAsync()
    {
        if (Stories is null) return;
        Box = await RealBox.StartAsync();
        await DoneAsync((await Box.Client.Models.ImportAsync(new ImportModelRequest("stories", Stories))).TaskId);
        await DeployAsync("stories", "stories");
    }

    public ValueTask DisposeAsync() => Box?.DisposeAsync() ?? ValueTask.CompletedTask;

    public async Task DeployAsync(string model, string name) =>
        await DoneAsync((await Box.Client.Deployments.DeployAsync(new DeployRequest(model, name, new DeploymentSettings { Threads = 1, ContextTokens = 512, Parallel = 4 }))).TaskId);

    public async Task DoneAsync(string taskId)
    {
        var task = await Box.Client.Tasks.WaitAsync(taskId);
        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
    }
}
