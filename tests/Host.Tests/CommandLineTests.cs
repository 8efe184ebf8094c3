using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>The command line as a person types it, against a box that it starts itself.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task FirstTenMinutes_AsTheReadmeTellsThem()
    {
        var stories = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(stories is null, "shared/data/stories260K.gguf is not beside this checkout.");
        var folder = Directory.CreateTempSubdirectory("onebox-test-").FullName;
        var up = await JsonOf(folder, "up", "--port", RealBox.FreePort().ToString(CultureInfo.InvariantCulture), "--detach", "--json");
        try
        {
            Assert.Contains("/sign-in#", up.GetProperty("ownerLink").GetString(), StringComparison.Ordinal);
            Assert.StartsWith("ob_", (await JsonOf(folder, "keys", "create", "--name", "ci", "--role", "owner", "--json")).GetProperty("key").GetString(), StringComparison.Ordinal);
            Assert.Equal("ready", (await JsonOf(folder, "models", "import", stories, "--name", "stories", "--json")).GetProperty("state").GetString());
            var fit = await JsonOf(folder, "models", "fit", "stories", "--context", "512", "--parallel", "4", "--json");
            Assert.Equal("fits", fit.GetProperty("verdict").GetString());
            Assert.Equal("ready", (await JsonOf(folder, "deploy", "stories", "--name", "stories", "--threads", "1", "--json")).GetProperty("state").GetString());
            var chat = await CommandLine.RunAsync(folder, "chat", "stories", "--prompt", "Once upon a time, there was a little girl named", "--max-tokens", "32", "--temperature", "0");
            Assert.StartsWith(" Lily. She loved to play outside in the park.", chat.Output, StringComparison.Ordinal);
            var status = await JsonOf(folder, "status", "--json");
            Assert.Contains(status.GetProperty("deployments").EnumerateArray(), d => d.GetProperty("name").GetString() == "stories");
            Assert.True((await JsonOf(folder, "tasks", "list", "--json")).GetProperty("items").GetArrayLength() >= 2);
            Assert.True((await JsonOf(folder, "audit", "--check", "--json")).GetProperty("whole").GetBoolean());

            // Where nothing is left to show, JSON says what was done.
            var gone = await JsonOf(folder, "undeploy", "stories", "--json");
            Assert.Equal(("stories", "removed"), (gone.GetProperty("name").GetString(), gone.GetProperty("state").GetString()));

            // Errors: on stderr, with a remedy, with the documented code, and nothing on stdout.
            var missing = await CommandLine.RunAsync(folder, "models", "show", "nothing", "--json");
            Assert.Equal((4, ""), (missing.Code, missing.Output));
            using (var problem = JsonDocument.Parse(missing.Error)) Assert.Equal("model.not_found", problem.RootElement.GetProperty("code").GetString());
            Assert.Contains("→", (await CommandLine.RunAsync(folder, "models", "show", "nothing")).Error, StringComparison.Ordinal);
            Assert.NotEqual(0, (await CommandLine.RunAsync(folder, "models", "list", "--nonsense")).Code);
        }
        finally
        {
            Assert.Equal(0, (await CommandLine.RunAsync(folder, "down")).Code);
        }

        Assert.Equal(3, (await CommandLine.RunAsync(folder, "status")).Code);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Knowledge_EveryLine_DoesWhatItSays()
    {
        var folder = Directory.CreateTempSubdirectory("onebox-test-").FullName;
        // Beside the data folder: the box does not read its own files as documents.
        var documents = Directory.CreateTempSubdirectory("onebox-test-docs-").FullName;
        await File.WriteAllTextAsync(Path.Combine(documents, "leave.md"), "# Leave\n\nEmployees receive thirty days of paid vacation each year.\n");
        await File.WriteAllTextAsync(Path.Combine(documents, "staff.csv"), "Name,City,Salary\nAda,Berlin,4200\nBo,Paris,3100\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "queries.jsonl"), "{\"id\":7,\"text\":\"paid vacation\"}\n{\"id\":\"b\",\"text\":\"salary in Paris\"}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "questions.jsonl"), "{\"question\":\"How much paid vacation is there?\",\"answers\":[\"thirty days\"],\"documents\":[\"leave.md\"]}\n");
        await JsonOf(folder, "up", "--port", RealBox.FreePort().ToString(CultureInfo.InvariantCulture), "--detach", "--json");
        try
        {
            Assert.Equal("handbook", (await JsonOf(folder, "kb", "create", "handbook", "--json")).GetProperty("name").GetString());
            Assert.Equal(2, (await JsonOf(folder, "kb", "add", "handbook", documents, "--readers", "hr", "--json")).GetProperty("documents").GetInt32());
            Assert.Empty((await JsonOf(folder, "kb", "status", "handbook", "--json")).GetProperty("failures").EnumerateArray());
            var hit = (await JsonOf(folder, "kb", "search", "handbook", "How many vacation days?", "--top", "10", "--mode", "hybrid", "--json"))[0];
            Assert.Equal("leave.md", hit.GetProperty("document").GetString());
            Assert.Contains("thirty days", hit.GetProperty("text").GetString(), StringComparison.Ordinal);
            var many = (await CommandLine.RunAsync(folder, "kb", "search", "handbook", "--queries", Path.Combine(folder, "queries.jsonl"), "--top", "100", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(["{\"id\":7,\"hits\":[{\"document\":\"leave.md\"", "{\"id\":\"b\",\"hits\":[{\"document\":\"staff.csv\""], many.Select(l => l[..l.IndexOf(",\"documentId", StringComparison.Ordinal)]));
            Assert.All(many, l => Assert.Contains("\"text\":\"", l, StringComparison.Ordinal));
            var answer = await JsonOf(folder, "kb", "ask", "handbook", "What is the highest salary in Berlin?", "--route", "none", "--json");
            Assert.StartsWith("4,200", answer.GetProperty("answer").GetString(), StringComparison.Ordinal);
            Assert.Equal("Ada | Berlin | 4200", answer.GetProperty("citations")[0].GetProperty("quote").GetString());
            Assert.Equal(1, (await JsonOf(folder, "kb", "evaluate", "handbook", "--questions", Path.Combine(folder, "questions.jsonl"), "--json")).GetProperty("hybrid").GetProperty("ndcgAt10").GetDouble());
            Assert.Equal("heading", (await JsonOf(folder, "documents", "parse", Path.Combine(documents, "leave.md"), "--json")).GetProperty("blocks")[0].GetProperty("kind").GetString());
            Assert.Equal(4, (await CommandLine.RunAsync(folder, "kb", "status", "nothing", "--json")).Code);
        }
        finally
        {
            Assert.Equal(0, (await CommandLine.RunAsync(folder, "down")).Code);
        }

        Directory.Delete(folder, recursive: true);
        Directory.Delete(documents, recursive: true);
    }

    [Fact]
    public async Task Up_RightAfterTheBoxWasKilled_StartsItAgain()
    {
        var folder = Directory.CreateTempSubdirectory("onebox-test-").FullName;
        var port = RealBox.FreePort().ToString(CultureInfo.InvariantCulture);
        var first = (await JsonOf(folder, "up", "--port", port, "--detach", "--json")).GetProperty("processId").GetInt32();
        try
        {
            using (var host = System.Diagnostics.Process.GetProcessById(first)) host.Kill();
            var second = await JsonOf(folder, "up", "--port", port, "--detach", "--json");
            Assert.NotEqual(first, second.GetProperty("processId").GetInt32());
        }
        finally
        {
            Assert.Equal(0, (await CommandLine.RunAsync(folder, "down")).Code);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Completion_EveryShell_IsAScript()
    {
        foreach (var shell in (string[])["bash", "zsh", "fish"]) Assert.Contains("onebox", (await CommandLine.RunAsync("/tmp", "completion", shell)).Output, StringComparison.Ordinal);
        Assert.Contains("models", (await CommandLine.RunAsync("/tmp", "[suggest:9]", "onebox mo")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_ThatCannotStart_SaysWhyAndNothingElse()
    {
        var folder = Directory.CreateTempSubdirectory("onebox-test-").FullName;
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var taken = await CommandLine.RunAsync(folder, "up", "--port", port.ToString(CultureInfo.InvariantCulture), "--detach");
        Assert.Equal((1, "", $"onebox: The box did not start: The port {port} is taken by another program. Choose another with --port.\n"), taken);
        var elsewhere = await CommandLine.RunAsync(folder, "up", "--address", "192.0.2.1", "--detach", "--json");
        using (var problem = JsonDocument.Parse(elsewhere.Error)) Assert.Contains("192.0.2.1 is not an address of this machine", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "no folder");
        Assert.Equal((2, "", $"onebox: {file} is a file: --data names a folder.\n"), await CommandLine.RunAsync(folder, "up", "--data", file, "--detach"));
        using (var problem = JsonDocument.Parse((await CommandLine.RunAsync(folder, "models", "--nonsense", "--json")).Error)) Assert.Equal("usage", problem.RootElement.GetProperty("code").GetString());
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<JsonElement> JsonOf(string folder, params string[] arguments)
    {
        var (code, output, error) = await CommandLine.RunAsync(folder, arguments);
        Assert.True(code == 0, $"onebox {string.Join(' ', arguments)} ended with {code}: {error}");
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }
}
