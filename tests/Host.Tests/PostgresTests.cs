using Onebox.Api.Access;
using Onebox.Api.Deployments;
using Onebox.Api.Models;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>The same box with its records in PostgreSQL.</summary>
public sealed class PostgresTests
{
    [Fact]
    public async Task Records_InPostgres_CarryTheBoxThroughARestart()
    {
        Assert.SkipUnless(Postgres.IsInstalled, "PostgreSQL is not installed (on Debian: apt-get install postgresql).");
        Assert.SkipWhen(ServedBox.Stories is null, "shared/data/stories260K.gguf is not beside the repository.");
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = await Postgres.StartAsync();
        await using var box = await RealBox.StartAsync("--Onebox:Records:Provider", "PostgreSql", "--Onebox:Records:ConnectionString", postgres.ConnectionString, "--Onebox:Catalog:BundledFolder", "none");

        await box.Client.Tasks.WaitAsync((await box.Client.Models.ImportAsync(new ImportModelRequest("stories", ServedBox.Stories), cancellation)).TaskId, cancellation: cancellation);
        var task = await box.Client.Tasks.WaitAsync((await box.Client.Deployments.DeployAsync(new DeployRequest("stories", "stories", new DeploymentSettings { Threads = 1 }), cancellation)).TaskId, cancellation: cancellation);
        Assert.True(task.Failure is null, task.Failure?.Cause);
        var key = await box.Client.Access.CreateKeyAsync(new CreateKeyRequest("kept"), cancellation);
        await box.KillAsync();
        await box.StartAgainAsync();

        await Eventually.TrueAsync(async () => (await box.Client.Deployments.GetAsync("stories", cancellation)).State == DeploymentState.Ready, TimeSpan.FromSeconds(60));
        Assert.Equal("stories", Assert.Single((await box.ClientFor(key.Key).Models.ListAsync(cancellation)).Items).Name);
        Assert.Contains((await box.Client.SearchAsync("stories", cancellation: cancellation)).Items, hit => hit.Kind == "model");
        Assert.False(File.Exists(Path.Combine(box.Folder, "records.db")));
    }
}
