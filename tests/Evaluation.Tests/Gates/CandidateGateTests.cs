using System.Text.Json.Nodes;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Api.Datasets;
using Onebox.Api.Deployments;
using Onebox.Api.Evaluation;
using Onebox.Api.Tasks;
using Onebox.Api.Training;
using Onebox.Evaluation.Tests.Box;
using Onebox.Testing;

namespace Onebox.Evaluation.Tests.Gates;

/// <summary>The gate's <c>integrity</c> and <c>permits</c> on a model that was trained for real: what holds, and each way to fail, one after the other on the same box.</summary>
public sealed class CandidateGateTests(TrainedCandidate trained) : IClassFixture<TrainedCandidate>
{
    [Fact]
    public async Task Integrity_OfWhatNobodyTouched_Holds_AndEachChangeIsFound()
    {
        Skip();
        var (promotion, _) = await trained.PromoteAsync("learned", "integrity");
        Assert.Equal("moved", promotion.State);
        Assert.Equal(["integrity: the files of learned are as they were recorded", "integrity: the lineage of learned is complete"], promotion.Verdict!.Conditions.Select(c => c.Condition));
        Assert.Contains("learned was trained from stories on faq with seed", promotion.Verdict.Conditions[1].Found, StringComparison.Ordinal);

        // One bit of the weights.
        var weights = Directory.EnumerateFiles(await trained.FolderAsync("learned"), "*.gguf").Single();
        await using (await TrainedCandidate.ChangedAsync(weights, bytes =>
        {
            bytes[^1] ^= 1;
            return bytes;
        }))
        {
            await RefusedAsync("integrity", 0, $"{Path.GetFileName(weights)} of learned was changed");
        }

        foreach (var (field, reason) in ((string, string)[])
            [("recipe", "has no recipe"), ("seed", "has no seed"), ("codeVersion", "has no version of the code"), ("data", "names no data"), ("baseId", "stories, which learned was trained from, is no longer on the box"), ("baseContentHash", "has another content now")])
        {
            await using (await trained.LineageAsync("learned", lineage => lineage.Remove(field))) await RefusedAsync("integrity", 1, reason);
        }

        await using (await trained.LineageAsync("learned", lineage => lineage["data"]![0]!["version"] = "faq@7")) await RefusedAsync("integrity", 1, "the dataset faq (faq@7), which learned was trained on, is no longer on the box");
        await using (await trained.LineageAsync("learned", lineage => lineage["data"]!.AsArray().Add(new JsonObject { ["name"] = "/home/rows.jsonl", ["hash"] = "0" }))) await RefusedAsync("integrity", 1, "the file /home/rows.jsonl, which is no dataset of this box");
        await using (await TrainedCandidate.ChangedAsync(Path.Combine(await trained.FolderAsync("learned"), "lineage.json"), _ => "no json"u8.ToArray())) await RefusedAsync("integrity", 1, "its lineage.json is gone or cannot be read");
        Assert.Equal("moved", (await trained.PromoteAsync("stories", "integrity")).Promotion.State);
    }

    [Fact]
    public async Task Permits_OfALicenceNobodyKnows_NeedANamedUserWhoAcceptsIt()
    {
        Skip();
        await RefusedAsync("permits", 0, "stories is under our, and nobody has accepted it: read it, then 'onebox licences accept stories'");
        Assert.Equal([("free", "allowed", "mit"), ("stories", "open", "our")], (await trained.Box.Client.Evaluations.LicencesAsync()).Items.Select(l => (l.Model, l.State, l.Licence!)));
        Assert.Equal("moved", (await trained.PromoteAsync("free", "permits")).Promotion.State);

        var accepted = await trained.Box.Client.Evaluations.AcceptLicenceAsync(new AcceptLicenceRequest("stories", "contract 17"));
        Assert.Equal(("accepted", "contract 17"), (accepted.State, accepted.Note));
        var (promotion, _) = await trained.PromoteAsync("learned", "permits");
        Assert.Equal("moved", promotion.State);
        Assert.Contains($"accepted by {accepted.AcceptedBy} on", promotion.Verdict!.Conditions[0].Found, StringComparison.Ordinal);
        Assert.Contains("faq@1 unchanged", promotion.Verdict.Conditions[1].Found, StringComparison.Ordinal);
        Assert.Contains((await trained.Box.Client.Access.AuditAsync()).Items, a => a is { Action: "licence.accepted" } && a.Detail!.Contains("contract 17", StringComparison.Ordinal));

        // The data: its rows are others now, or it is gone.
        var rows = Directory.EnumerateFiles(Path.Combine(trained.Box.Folder, "datasets"), "rows.jsonl", SearchOption.AllDirectories).Single();
        await using (await TrainedCandidate.ChangedAsync(rows, bytes => [.. bytes, (byte)'\n'])) await RefusedAsync("permits", 1, "the rows of faq@1 are not those that learned was trained on");
        await using (await trained.LineageAsync("learned", lineage => lineage["data"]![0]!["version"] = "faq@7")) await RefusedAsync("permits", 1, "the readers of faq, which learned was trained on, are not known");
        await using (await trained.LineageAsync("learned", lineage => lineage.Remove("baseId"))) await RefusedAsync("permits", 0, "the licence of stories, which learned was trained from, is not known");

        // A developer answers for nothing.
        var key = (await trained.Box.Client.Access.CreateKeyAsync(new CreateKeyRequest("developer", Role: "developer"))).Key;
        Assert.Equal(403, (await Assert.ThrowsAsync<Onebox.Api.BoxException>(() => trained.Box.ClientFor(key).Evaluations.AcceptLicenceAsync(new AcceptLicenceRequest("stories")))).Problem.Status);
        await trained.Box.Client.Access.RevokeKeyAsync("developer");
    }

    [Fact]
    public async Task Permits_OfDataWithReaders_HoldWhereAllWhoMayAskAreReaders()
    {
        Skip();
        var owner = trained.Box.Client;
        var stranger = await KeyAsync("stranger", "marketing");
        var supporter = await KeyAsync("supporter", "support");
        await owner.Datasets.ChangeAsync("faq", new ChangeDatasetRequest(["support"]));
        try
        {
            // For who is no reader, the dataset is not there: not to be seen, trained on or asked.
            Assert.Empty((await stranger.Datasets.ListAsync()).Items);
            Assert.Equal("faq", Assert.Single((await supporter.Datasets.ListAsync()).Items).Name);
            Assert.Equal(404, (await Assert.ThrowsAsync<BoxException>(() => stranger.Datasets.PreviewAsync("faq"))).Problem.Status);
            var train = await Assert.ThrowsAsync<BoxException>(() => stranger.Training.StartAsync(new StartTrainingRequest("leaked", "stories", ["faq"], "lora")));
            Assert.Contains("There is no dataset faq", train.Problem.Errors!["datasets"][0], StringComparison.Ordinal);
            var rows = (await owner.Datasets.GetAsync("faq")).RowsPath!;
            var recipe = $"name: leaked\nbase: stories\nmethod: lora\ndata: {{ train: [\"{rows}\"] }}\n";
            Assert.Equal("dataset.not_found", (await Assert.ThrowsAsync<BoxException>(() => stranger.Training.StartAsync(new StartTrainingRequest(Recipe: recipe)))).Problem.Code);
            Assert.Equal("dataset.not_found", (await Assert.ThrowsAsync<BoxException>(() => stranger.Evaluations.StartAsync(new EvaluationRequest([new EvaluationTask("dataset:faq")], ["stories"])))).Problem.Code);
            Assert.Equal("dataset.not_yours", (await Assert.ThrowsAsync<BoxException>(() => stranger.Datasets.ImportAsync(new ImportDatasetRequest("faq", Path.Combine(Checkout.Root, "README.md"))))).Problem.Code);

            await RefusedAsync("permits", 1, "owner/stranger may ask assistant and is no reader of faq (its readers: support)");
            await owner.Access.RevokeKeyAsync("stranger");
            await owner.Datasets.ChangeAsync("faq", new ChangeDatasetRequest(["support", "user:owner"]));
            Assert.True((await trained.PromoteAsync("learned", "permits")).Promotion.Verdict!.Conditions[1].Holds);
        }
        finally
        {
            await owner.Datasets.ChangeAsync("faq", new ChangeDatasetRequest([]));
            await owner.Access.RevokeKeyAsync("supporter");
        }

        Assert.Contains((await owner.Access.AuditAsync()).Items, a => a is { Action: "dataset.readers_changed", Detail: "faq: from everybody to support" });
    }

    [Fact]
    public async Task Candidate_ThatIsAnEngineElsewhere_CannotBeLookedAt()
    {
        Skip();
        await using var engine = await ScriptedEngine.StartAsync(_ => Task.FromResult(ScriptedEngine.Chat("x")));
        await trained.Box.Client.Deployments.AddEngineAsync(new AddEngineRequest("far", engine.Address));
        await trained.Box.Client.Deployments.PutRouteAsync("far", new PutRouteRequest([new RouteTarget("engine:far")]));
        foreach (var condition in (string[])["integrity", "permits"])
        {
            var (promotion, _) = await trained.PromoteAsync("far", condition);
            Assert.Equal("refused", promotion.State);
            Assert.All(promotion.Verdict!.Conditions, c => Assert.Contains("engine:far is an engine elsewhere", c.Found, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Promotion_ToANewRoute_GoesBackToTheBase_AndFiguresOfTheBaseCountForTheRouteThatLeadsThere()
    {
        Skip();
        var client = trained.Box.Client;
        if ((await client.Deployments.ListAsync()).Items.All(d => d.Name != "stories")) await trained.DoneAsync((await client.Deployments.DeployAsync(new DeployRequest("stories"))).TaskId);
        var made = await PromotedAsync(new PromoteRequest("learned", "teller"));
        Assert.Equal(["learned=100", "stories=0"], made.Targets.Select(t => $"{t.Deployment}={t.Weight}"));
        Assert.Equal(["stories=100", "learned=0"], (await client.Evaluations.RollbackAsync("teller")).Targets.Select(t => $"{t.Deployment}={t.Weight}"));

        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var text = Path.Combine(folder.FullName, "story.txt");
            await File.WriteAllTextAsync(text, "Once upon a time there was a cat named Tom. Tom liked the sun.");
            var evaluation = await client.Evaluations.StartAsync(new EvaluationRequest([new EvaluationTask($"perplexity:{text}")], ["stories", "learned"]));
            await trained.DoneAsync(evaluation.TaskId);
            var gate = $"tasks: [{{task: 'perplexity:{text}'}}]\nconditions: [{{worseByAtMost: 9}}]\n";
            var judged = await PromotedAsync(new PromoteRequest("learned", "teller", gate, Evaluation: evaluation.ResourceId));
            Assert.Equal((true, "stories"), (judged.Verdict!.Passed, judged.Verdict.Baseline));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<PromotionInfo> PromotedAsync(PromoteRequest request)
    {
        var accepted = await trained.Box.Client.Evaluations.PromoteAsync(request);
        await trained.DoneAsync(accepted.TaskId);
        return await trained.Box.Client.Evaluations.GetPromotionAsync(accepted.ResourceId!);
    }

    private async Task RefusedAsync(string condition, int which, string reason)
    {
        var (promotion, task) = await trained.PromoteAsync("learned", condition);
        Assert.Equal(("refused", TaskState.Failed, "promotion.refused"), (promotion.State, task.State, task.Failure?.Code));
        var verdict = promotion.Verdict!.Conditions[which];
        Assert.False(verdict.Holds);
        Assert.Contains(reason, verdict.Found, StringComparison.Ordinal);
        Assert.Contains(reason, task.Failure!.Cause, StringComparison.Ordinal);
        Assert.Contains((await trained.Box.Client.Access.AuditAsync()).Items, a => a is { Action: "promotion.refused" } && a.Resource == promotion.Id && a.Detail!.Contains(reason, StringComparison.Ordinal));
    }

    private async Task<Api.Client.OneboxClient> KeyAsync(string name, string group) =>
        trained.Box.ClientFor((await trained.Box.Client.Access.CreateKeyAsync(new CreateKeyRequest(name, "engineer", Groups: [group]))).Key);

    private static void Skip() => Assert.SkipWhen(EvaluatedBox.Stories is null, "shared/data/stories260K.gguf is not beside this checkout.");
}
