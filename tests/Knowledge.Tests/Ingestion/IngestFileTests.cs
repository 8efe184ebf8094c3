using Microsoft.Extensions.Options;
using Onebox.Kernel;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Ingestion;
using Onebox.Knowledge.Store;

namespace Onebox.Knowledge.Tests.Ingestion;

/// <summary>Files that the file system does not give. None of them gets as far as a worker.</summary>
public sealed class IngestFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-test-").FullName;
    private readonly FilledBase _filled = new();

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose()
    {
        _filled.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Run_DocumentWhoseFileCannotBeOpened_KeepsWhatWasRead()
    {
        // A link to itself: open(2) fails for everybody, root included.
        File.CreateSymbolicLink(At("plan.txt"), At("plan.txt"));
        await _filled.PutAllAsync([(FilledBase.Stored(At("plan.txt"), []) with { Source = _folder }, "The plan is good.")]);
        var (outcome, reason) = await RunAsync(At("plan.txt"), new FileLabels(["hr"], []));
        Assert.Equal(IngestOutcome.Failed, outcome);
        Assert.StartsWith("It cannot be read now: ", reason, StringComparison.Ordinal);
        var kept = Assert.Single(_filled.Index.View.Documents);
        Assert.Equal((true, reason), (kept.IsReady, kept.Reason));
        Assert.Single(await _filled.SearchAsync("plan"));
        // Who may read it does not wait for the disk.
        Assert.Equal(["hr"], kept.Readers);
    }

    [Fact]
    public async Task Run_NewFileThatCannotBeOpened_FailsAndIsTriedAgain()
    {
        File.CreateSymbolicLink(At("new.txt"), At("new.txt"));
        foreach (var _ in (int[])[1, 2])
        {
            var (outcome, reason) = await RunAsync(At("new.txt"), new FileLabels([], []), isAsked: false);
            Assert.Equal(IngestOutcome.Failed, outcome);
            Assert.StartsWith("It cannot be read: ", reason, StringComparison.Ordinal);
        }

        File.Delete(At("new.txt"));
        Assert.Equal(StoredDocument.Failed, Assert.Single(_filled.Index.View.Documents).State);
    }

    [Theory]
    [InlineData("closed", "This folder cannot be looked into")]
    [InlineData("bad\uFFFD.txt", "Its name is not valid UTF-8")]
    public async Task Run_WhatIsNoFile_SaysWhy(string name, string reason)
    {
        Directory.CreateDirectory(At("closed"));
        var result = await RunAsync(At(name), new FileLabels([], []));
        Assert.Equal(IngestOutcome.Failed, result.Outcome);
        Assert.StartsWith(reason, result.Reason, StringComparison.Ordinal);
    }

    private async Task<(IngestOutcome Outcome, string? Reason)> RunAsync(string origin, FileLabels labels, bool isAsked = true)
    {
        var options = Options.Create(new KnowledgeOptions());
        var record = new BaseRecord { Id = "kbs_1", Name = "test", Settings = "{}", Dimensions = FilledBase.Embedder.Dimensions, Fusion = "" };
        var target = new OpenBase(record, new(), _filled.Index, FilledBase.Embedder);
        await using var writes = new WriteTogether(target);
        var before = _filled.Index.View.Documents.SingleOrDefault(d => d.Origin == origin);
        var result = await new IngestFile(new Ids(TimeProvider.System), new RefusedFiles(options), options, TimeProvider.System).RunAsync(
            target, new ListedFile(origin, _folder, Path.GetFileName(origin)), before, new IngestInput("kbs_1", [_folder], null, null, "tester", isAsked), labels, DateTimeOffset.MinValue, null!, writes, CancellationToken.None);
        await writes.EndAsync(CancellationToken.None);
        return result;
    }
}
