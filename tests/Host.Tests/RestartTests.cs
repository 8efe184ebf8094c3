using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>What was acknowledged survives, however the host ends.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task Kill_WhatWasAcknowledged_IsThereAgain()
    {
        await using var box = await RealBox.StartAsync();
        var created = await box.Client.Access.CreateKeyAsync(new CreateKeyRequest("kept", "owner"));
        await box.KillAsync();
        await box.StartAgainAsync();
        var client = box.ClientFor(created.Key);
        Assert.Equal("owner", (await client.Access.WhoAmIAsync()).Role);
        Assert.True((await client.Access.CheckAuditAsync()).Whole);
    }

    [Fact]
    public async Task Terminate_EndsWithCodeZeroAndTakesItsRunFileAlong()
    {
        await using var box = await RealBox.StartAsync();
        Assert.Equal(box.ProcessId, box.ReadRunFile().ProcessId);
        Assert.Equal(0, await box.TerminateAsync());
        Assert.False(File.Exists(Path.Combine(box.Folder, "run", "box.json")));
    }

    [Fact]
    public async Task Kill_DuringAnImport_TheNextHostBringsItToItsEnd()
    {
        await using var box = await RealBox.StartAsync();
        var file = Path.Combine(box.Folder, "large.gguf");
        await LargeModel.WriteAsync(file);
        var accepted = await box.Client.Models.ImportAsync(new ImportModelRequest("large", file));
        await Eventually.TrueAsync(async () => (await box.Client.Tasks.GetAsync(accepted.TaskId)).State >= TaskState.Running);
        await box.KillAsync();
        await box.StartAgainAsync();
        var task = await box.Client.Tasks.WaitAsync(accepted.TaskId);
        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
        var model = await box.Client.Models.GetAsync("large");
        Assert.Equal("ready", model.State);
        Assert.Equal(new FileInfo(file).Length, model.SizeBytes);
    }

    [Fact]
    public async Task Import_Pickle_IsRefusedWithTheReasonAndLeavesNothing()
    {
        await using var box = await RealBox.StartAsync();
        var file = Path.Combine(box.Folder, "pytorch_model.bin");
        await File.WriteAllBytesAsync(file, [0x80, 0x02, 0x7d, 0x71, 0x00, 0x2e]);
        var error = await Assert.ThrowsAsync<BoxException>(() => box.Client.Models.ImportAsync(new ImportModelRequest("bad", file)));
        Assert.Contains("pickle", error.Problem.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("safetensors", error.Problem.Remedy, StringComparison.Ordinal);
        Assert.Empty((await box.Client.Models.ListAsync()).Items);
    }
}
