using System.Diagnostics;
using Onebox.Api.Access;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>The official JavaScript client of OpenAI against a real box, as an application would use it.</summary>
public sealed class JavaScriptClientTests(ServedBox served) : IClassFixture<ServedBox>
{
    [Fact]
    public async Task OfficialClient_EveryCall_IsAnsweredAsOpenAIsApiHasIt()
    {
        Assert.SkipWhen(ServedBox.Stories is null, "shared/data/stories260K.gguf is not beside the repository.");
        var key = await served.Box.Client.Access.CreateKeyAsync(new CreateKeyRequest("javascript", "developer"), TestContext.Current.CancellationToken);

        await JavaScriptClient.RunAsync("check.mjs", served.Box.Address, key.Key, "stories");
    }
}

/// <summary>Runs what the official JavaScript client is to do.</summary>
internal static class JavaScriptClient
{
    public static async Task RunAsync(string script, Uri box, string key, string model)
    {
        var folder = Path.Combine(Checkout.Root, "tests", "Serving.Tests", "clients", "openai-js");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "openai"))) await RunAsync(folder, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], []);
        await RunAsync(folder, "node", [script], new() { ["OPENAI_BASE_URL"] = $"{box}v1", ["OPENAI_API_KEY"] = key, ["ONEBOX_MODEL"] = model });
    }

    private static async Task RunAsync(string folder, string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await output}{await error}");
    }
}
