using System.Net.Http.Json;
using Onebox.Api.Deployments;
using Onebox.Testing;

namespace Onebox.Host.Tests;

public sealed class BundledModelTests
{
    [Fact]
    public async Task FirstStart_ModelThatComesWithTheSoftware_AnswersAtOnceAndStaysDeleted()
    {
        Assert.SkipWhen(ServedBox.Stories is null, "shared/data/stories260K.gguf is not beside the repository.");
        var cancellation = TestContext.Current.CancellationToken;
        var bundled = Directory.CreateTempSubdirectory("onebox-bundled-").FullName;
        Directory.CreateDirectory(Path.Combine(bundled, "little"));
        File.Copy(ServedBox.Stories, Path.Combine(bundled, "little", "little.gguf"));
        await using var box = await RealBox.StartAsync("--Onebox:Catalog:BundledFolder", bundled);
        await Eventually.TrueAsync(async () => (await box.Client.Deployments.ListAsync(cancellation)).Items.Any(d => d is { Name: "little", State: DeploymentState.Idle }), TimeSpan.FromSeconds(30));

        using var answer = await box.Client.Connection.Http.PostAsJsonAsync("v1/completions", new { model = "little", prompt = "Once upon a time", max_tokens = 4 }, cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellation));

        await box.Client.Deployments.DeleteAsync("little", cancellation);
        await box.Client.Models.DeleteAsync("little", cancellation);
        await box.KillAsync();
        await box.StartAgainAsync();
        Assert.Empty((await box.Client.Models.ListAsync(cancellation)).Items);
        Directory.Delete(bundled, recursive: true);
    }
}
