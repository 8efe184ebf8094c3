using Microsoft.Playwright;
using Onebox.Api.Deployments;
using Onebox.Api.Models;
using Onebox.Testing;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>A box that listens wider than its own machine: with the certificate that it made for itself, trusted by the browser.</summary>
[Collection(Boxes.Own)]
public sealed class TlsTests(TlsTests.WideVisit visit) : IClassFixture<TlsTests.WideVisit>
{
    [Fact]
    public async Task Owner_OfABoxThatListensWider_SignsInAndChatsOverTls()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var model = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(model is null, "shared/data/stories260K.gguf is not here");
        var (client, stop) = (visit.Box.Client, TestContext.Current.CancellationToken);
        Assert.Equal(visit.Box.ReadRunFile().CertificateFingerprint, visit.Box.Certificate!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256));
        await client.Tasks.WaitAsync((await client.Models.ImportAsync(new ImportModelRequest("stories", model), stop)).TaskId, cancellation: stop);
        await client.Tasks.WaitAsync((await client.Deployments.DeployAsync(new DeployRequest("stories", "stories", new DeploymentSettings { Threads = 1, ContextTokens = 256, Parallel = 1 }), stop)).TaskId, cancellation: stop);

        var visited = await visit.OwnerAsync();
        var page = visited.Page;
        var cookies = await page.Context.CookiesAsync();
        Assert.NotEmpty(cookies);
        Assert.All(cookies, cookie => Assert.True(cookie is { Secure: true, HttpOnly: true }, $"{cookie.Name} goes over TLS only, and no script reads it"));

        await page.GotoAsync($"{visit.Address}/chat/stories");
        await page.GetByRole(AriaRole.Button, new() { Name = "Settings of this conversation" }).ClickAsync();
        await page.GetByLabel("Longest answer (tokens)").FillAsync("12");
        await page.GetByLabel("Longest answer (tokens)").BlurAsync();
        await page.GetByLabel("Your message").FillAsync("Once upon a time");
        await page.GetByLabel("Your message").PressAsync("Enter");
        var answer = page.GetByRole(AriaRole.Article, new() { Name = "The model" });
        await Expect(answer.GetByText("tok/s")).ToBeVisibleAsync(new() { Timeout = 60_000 });

        // The circuit is a socket over TLS, not the slower ways that it would fall back to.
        Assert.NotEmpty(visited.Sockets);
        Assert.All(visited.Sockets, socket => Assert.StartsWith($"wss://127.0.0.1:{new Uri(visit.Address).Port}/_blazor", socket, StringComparison.Ordinal));
        Assert.Empty(visited.AskedElsewhere);
        Assert.Empty(visited.Errors);
    }

    public sealed class WideVisit(SharedBrowser shared) : Visit(shared)
    {
        protected override string[] Flags => ["--address", "0.0.0.0"];
    }
}
