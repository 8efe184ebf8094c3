using System.Diagnostics;
using Onebox.Api.Access;
using Onebox.Api.Knowledge;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>The official JavaScript clients of OpenAI and of the Model Context Protocol against a real box, as an application would use them.</summary>
public sealed class JavaScriptClientTests(ServedBox served) : IClassFixture<ServedBox>
{
    [Fact]
    public async Task OfficialClient_EveryCall_IsAnsweredAsOpenAIsApiHasIt()
    {
        Assert.SkipWhen(ServedBox.Stories is null, "shared/data/stories260K.gguf is not beside the repository.");
        var key = await served.Box.Client.Access.CreateKeyAsync(new CreateKeyRequest("javascript", "developer"), TestContext.Current.CancellationToken);

        await RunOpenAIAsync("check.mjs", served.Box.Address, key.Key, "stories");
    }

    [Fact]
    public async Task ProtocolsClient_EveryCall_IsAnsweredAsTheProtocolHasIt()
    {
        var folder = await InstalledAsync("Knowledge.Tests", "mcp-js", "@modelcontextprotocol");
        var (knowledge, documents) = (served.Box.Client.Knowledge, Directory.CreateTempSubdirectory("onebox-test-docs-"));
        try
        {
            await File.WriteAllTextAsync(Path.Combine(documents.FullName, "leave.md"), "# Leave\n\nEmployees receive thirty days of paid vacation each year.\n", TestContext.Current.CancellationToken);
            await knowledge.CreateAsync(new CreateKnowledgeBaseRequest("protocol"), TestContext.Current.CancellationToken);
            await served.Box.Client.Tasks.WaitAsync((await knowledge.AddAsync("protocol", new AddDocumentsRequest([documents.FullName]), TestContext.Current.CancellationToken)).TaskId, cancellation: TestContext.Current.CancellationToken);
            var key = await served.Box.Client.Access.CreateKeyAsync(new CreateKeyRequest("protocol", "reader"), TestContext.Current.CancellationToken);
            await RunAsync(folder, "node", ["check.mjs"], new() { ["ONEBOX_MCP"] = $"{served.Box.Address}mcp", ["ONEBOX_API_KEY"] = key.Key, ["ONEBOX_BASE"] = "protocol" });
        }
        finally
        {
            documents.Delete(recursive: true);
        }
    }

    /// <summary>Has OpenAI's client do what a script says.</summary>
    internal static async Task RunOpenAIAsync(string script, Uri box, string key, string model) => await RunAsync(
        await InstalledAsync("Serving.Tests", "openai-js", "openai"), "node", [script], new() { ["OPENAI_BASE_URL"] = $"{box}v1", ["OPENAI_API_KEY"] = key, ["ONEBOX_MODEL"] = model });

    private static async Task<string> InstalledAsync(string project, string client, string package)
    {
        var folder = Path.Combine(Checkout.Root, "tests", project, "clients", client);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", package))) await RunAsync(folder, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], []);
        return folder;
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
