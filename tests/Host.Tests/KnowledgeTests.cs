using System.Globalization;
using Onebox.Api.Access;
using Onebox.Api.Deployments;
using Onebox.Api.Knowledge;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>A folder becomes answers, through the public client: the worker, the records and the index are the box's own.</summary>
public sealed class KnowledgeTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-test-docs-").FullName;

    private RealBox _box = null!;

    public async ValueTask InitializeAsync()
    {
        _box = await RealBox.StartAsync();
        Write("leave.md", "# Leave\n\n## Vacation\n\nEmployees receive thirty days of paid vacation each year.\n\n## Sickness\n\nSick notes are due on the third day.\n");
        Write("sub/pump.html", "<html><body><h1>Pump AB-1234</h1><p>The pump AB-1234 is greased every 6 months.</p></body></html>");
        Write("staff.csv", "Name,City,Salary\nAda,Berlin,4200\nBo,Paris,3100\nCy,Berlin,5000\n");
        File.WriteAllBytes(Path.Combine(_folder, "broken.docx"), "PK\u0003\u0004 this is no zip"u8.ToArray());
        await _box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest("handbook"));
    }

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Add_FolderWithABrokenFile_TakesTheRestAndSaysWhy()
    {
        var info = await AddAsync();
        Assert.Equal((3, 1), (info.Documents, info.Failed));
        var failure = Assert.Single(info.Failures!);
        Assert.Equal("broken.docx", failure.Document);
        Assert.NotEmpty(failure.Reason);
        var hit = (await SearchAsync("How much paid vacation do employees get?"))[0];
        Assert.Equal(("leave.md", "Leave › Vacation"), (hit.Document, hit.Heading));
        Assert.Equal("sub/pump.html", (await SearchAsync("AB1234"))[0].Document);

        // Again: nothing is read anew; what changed is, what is gone goes.
        var before = await _box.Client.Knowledge.DocumentsAsync("handbook");
        Write("leave.md", "# Leave\n\nEmployees receive forty days of paid vacation each year.\n");
        File.Delete(Path.Combine(_folder, "sub/pump.html"));
        File.Delete(Path.Combine(_folder, "broken.docx"));
        info = await AddAsync();
        Assert.Equal((2, 0), (info.Documents, info.Failed));
        var after = (await _box.Client.Knowledge.DocumentsAsync("handbook")).Items.ToDictionary(d => d.Name);
        Assert.Equal(2, after["leave.md"].Version);
        Assert.Equal(before.Items.Single(d => d.Name == "staff.csv").AddedAt, after["staff.csv"].AddedAt);
        Assert.Equal(1, after["staff.csv"].Version);
        Assert.Contains("forty", (await SearchAsync("paid vacation"))[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await SearchAsync("pump greased"), h => h.Document.Contains("pump", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Add_ByTheCommandLine_EndsAsItsFilesDid()
    {
        Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => CommandLine.RunAsync(_box.Folder, arguments);
        var some = await RunAsync("kb", "add", "handbook", _folder);
        Assert.Equal(0, some.Code);
        Assert.Contains("failed broken.docx: ", some.Output, StringComparison.Ordinal);
        Assert.Equal("1 of 4 files failed; see 'onebox kb status handbook'.", some.Output.TrimEnd().Split('\n')[^1]);

        var broken = Path.Combine(_folder, "broken.docx");
        var none = await RunAsync("kb", "add", "handbook", broken);
        Assert.Equal((1, ""), (none.Code, none.Output));
        Assert.Contains("onebox: 0 of 1 file could be read. broken.docx: ", none.Error, StringComparison.Ordinal);
        Assert.Contains("'onebox kb status handbook' lists every file that failed.", none.Error, StringComparison.Ordinal);
        // It was not read again: neither it nor the parser has changed. Asked for, it is.
        async Task<string[]> HistoryAsync() => [.. (await _box.Client.Knowledge.DocumentAsync("handbook", "broken.docx")).History.Select(h => h.What)];
        Assert.Equal(["added"], await HistoryAsync());
        var json = await RunAsync("kb", "add", "handbook", broken, "--retry", "--json");
        Assert.Equal((1, ""), (json.Code, json.Output));
        Assert.Equal(["added", "reread"], (await HistoryAsync()).Order(StringComparer.Ordinal));
        Assert.Contains("\"code\":\"knowledge.nothing_read\"", json.Error, StringComparison.Ordinal);
        var task = (await _box.Client.Tasks.ListAsync()).Items.First(t => t.Kind == "knowledge.ingest");
        Assert.Equal((TaskState.Failed, "knowledge.nothing_read"), (task.State, task.Failure!.Code));

        var empty = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;
        var nothing = await RunAsync("kb", "add", "handbook", empty);
        Assert.Equal(0, nothing.Code);
        Assert.StartsWith("No file was found there: ", nothing.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Equal((2, "", $"onebox: {empty} is a folder: name one file in it. 'onebox kb add NAME {empty}' reads a whole folder into a base.\n"), await RunAsync("documents", "parse", empty));
    }

    [Fact]
    public async Task Lines_TypedWrong_SayWhatIsWrong()
    {
        Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => CommandLine.RunAsync(_box.Folder, arguments);
        async Task RefusedAsync(int code, string said, params string[] arguments)
        {
            var (got, output, error) = await RunAsync(arguments);
            Assert.True(got == code && output.Length == 0 && error.Contains(said, StringComparison.Ordinal), $"{string.Join(' ', arguments)}: {got} {output}{error}");
        }

        // Names that are no UTF-8 cannot be opened from here; two folders have a file of the same name.
        async Task ShellAsync(string line)
        {
            using var shell = System.Diagnostics.Process.Start("bash", ["-c", line]);
            await shell.WaitForExitAsync();
        }

        await ShellAsync($"echo x > '{_folder}/'$'\\xff.txt'; ln -s loop '{_folder}/loop'");
        Write("other/leave.md", "# Leave\n\nInterns receive ten days.\n");
        var added = await RunAsync("kb", "add", "handbook", _folder, Path.Combine(_folder, "other"), "--readers", "hrr");
        await ShellAsync($"rm '{_folder}/'$'\\xff.txt'");
        Assert.Equal(0, added.Code);
        Assert.Contains("note: no user and no key is in the group hrr;", added.Error, StringComparison.Ordinal);
        Assert.Contains("Its name is not valid UTF-8", added.Output, StringComparison.Ordinal);
        Assert.Contains("1 left out: hidden files, links", added.Output, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder, "second"));
        File.Copy(Path.Combine(_folder, "leave.md"), Path.Combine(_folder, "second", "leave.md"));
        await DoneAsync((await _box.Client.Knowledge.AddAsync("handbook", new AddDocumentsRequest([Path.Combine(_folder, "second")]))).TaskId);
        await RefusedAsync(2, "2 documents of handbook are called leave.md: doc_", "kb", "remove", "handbook", "leave.md");
        Assert.Contains(" added (version 1)", (await RunAsync("kb", "documents", "handbook", "staff.csv")).Output, StringComparison.Ordinal);

        var queries = Path.Combine(_folder, "queries.jsonl");
        File.WriteAllText(queries, "{\"id\":7,\"text\":\"paid vacation\"}\n\n{\"id\":\"b\",\"text\":null}\n");
        var answers = (await RunAsync("kb", "search", "handbook", "--queries", queries, "--json")).Output.Split('\n');
        Assert.StartsWith("{\"id\":7,\"hits\":[{", answers[0], StringComparison.Ordinal);
        Assert.Equal("{\"id\":\"b\",\"hits\":[]}", answers[1]);
        await RefusedAsync(4, "There is no knowledge base nowhere", "kb", "search", "nowhere", "--queries", queries);
        await RefusedAsync(2, "Either a question or --queries FILE, not both.", "kb", "search", "handbook", "leave", "--queries", queries);
        File.AppendAllText(queries, "{\"id\":8}\n");
        await RefusedAsync(2, $"{queries}, line 4: a line is", "kb", "search", "handbook", "--queries", queries);
        File.WriteAllText(queries, $"{{\"id\":9,\"text\":\"{new string('x', 10_001)}\"}}\n");
        await RefusedAsync(2, $"{queries}, line 1: A question has", "kb", "search", "handbook", "--queries", queries);

        foreach (var top in (string[])["0", "-1", "5000"]) await RefusedAsync(2, "1 to 1000 hits", "kb", "search", "handbook", "leave", "--top", top);
        await RefusedAsync(2, "A mode is hybrid, text or vector, not text,vector.", "kb", "search", "handbook", "leave", "--mode", "text,vector");
        await RefusedAsync(4, "There is no knowledge base nowhere", "kb", "add", "nowhere", _folder);
        await RefusedAsync(2, "There is no file or folder /no/such", "kb", "add", "handbook", "/no/such");
        await RefusedAsync(2, "There is no file or folder /no/such", "kb", "add", "handbook", "--readers", "hr", "/no/such");
        await RefusedAsync(2, "Name a folder or file: onebox kb add handbook FOLDER", "kb", "add", "handbook", "--readers", "hr");
        await RefusedAsync(2, "broken.docx: ", "documents", "parse", Path.Combine(_folder, "broken.docx"));
    }

    [Fact]
    public async Task Search_ByAnotherUser_ShowsOnlyWhatTheirGroupsMayRead()
    {
        await AddAsync("hr");
        var outside = await KeyAsync("bob", ["works"]);
        var inside = await KeyAsync("eve", ["hr"]);
        Assert.Empty((await outside.Knowledge.SearchAsync("handbook", new SearchKnowledgeRequest("paid vacation"))).Hits);
        Assert.Equal(0, (await outside.Knowledge.GetAsync("handbook")).Documents);
        Assert.Empty((await outside.Knowledge.DocumentsAsync("handbook")).Items);
        await Assert.ThrowsAsync<Api.BoxException>(() => outside.Knowledge.DocumentAsync("handbook", "leave.md"));
        Assert.NotEmpty((await inside.Knowledge.SearchAsync("handbook", new SearchKnowledgeRequest("paid vacation"))).Hits);
        Assert.Equal(3, (await inside.Knowledge.GetAsync("handbook")).Documents);
    }

    [Fact]
    public async Task Add_AgainWithoutReaders_OpensNothing()
    {
        await AddAsync("hr");
        var outside = await KeyAsync("bob", ["works"]);
        async Task<string[]> OpenAsync() => [.. (await outside.Knowledge.DocumentsAsync("handbook")).Items.Select(d => d.Name).Order(StringComparer.Ordinal)];
        Write("leave.md", "# Leave\n\nEmployees receive fifty days of paid vacation each year.\n");
        Write("later.md", "# Later\n\nThe board meets in May.\n");
        await AddAsync();
        Assert.Empty(await OpenAsync());

        // The inner folder decides, also for what the outer one brings in.
        await DoneAsync((await _box.Client.Knowledge.AddAsync("handbook", new AddDocumentsRequest([Path.Combine(_folder, "sub")], Readers: ["works"]))).TaskId);
        Write("sub/valve.md", "# Valve\n\nThe valve is closed on Fridays.\n");
        await AddAsync();
        Assert.Equal(["sub/valve.md", "sub/pump.html"], (await outside.Knowledge.DocumentsAsync("handbook")).Items.Select(d => d.Name).OrderDescending(StringComparer.Ordinal));

        // Who may not read a document does not say who may; its owner does.
        var engineer = _box.ClientFor((await _box.Client.Access.CreateKeyAsync(new CreateKeyRequest("eng", "engineer", Groups: []))).Key);
        await DoneAsync((await engineer.Knowledge.AddAsync("handbook", new AddDocumentsRequest([_folder], Readers: []))).TaskId);
        Assert.DoesNotContain("leave.md", await OpenAsync());
        await DoneAsync((await _box.Client.Knowledge.AddAsync("handbook", new AddDocumentsRequest([_folder], Readers: []))).TaskId);
        Assert.Contains("leave.md", await OpenAsync());
    }

    // One box for all: they cost more than the cases.
    [Fact]
    public async Task Bodies_ThatAreWrong_AreTheRequestsFault()
    {
        (string Address, string Body)[] cases =
        [
            ("api/knowledge/handbook/documents", """{"paths":[null]}"""),
            ("api/knowledge/handbook/documents", """{"paths":["/tmp/\u0000"]}"""),
            ("api/knowledge/handbook/evaluations", """{"questions":[null]}"""),
            ("api/knowledge/handbook/evaluations", """{"questions":[{"question":"x","documents":[null]}]}"""),
            ("api/knowledge/handbook/ask", """{"question":"it?","route":"r","history":[null]}"""),
            ("api/evaluations", """{"tasks":[null],"models":["a"]}"""),
            ("api/training/runs", """{"name":"q","settings":{"epochs":null}}"""),
            ("api/models/import", """{"path":"/tmp/\u0000x"}"""),
            ("api/datasets/import", """{"path":"/tmp/\u0000x"}"""),
            ("v1/knowledge/handbook/chat/completions", """{"model":"r","max_tokens":1.5,"messages":[{"role":"user","content":"x"}]}"""),
            ("v1/vector_stores/handbook", """{"metadata":{"a":"\ud800"}}"""),
            ("v1/vector_stores/handbook", """{"metadata":{"a":"1","a":"2"}}"""),
            ("v1/vector_stores/handbook/file_batches", """{"files":[null]}"""),
            ("v1/vector_stores/handbook/search", """{"query":"x","filters":{"type":"eq","key":"a","value":"\ud800"}}"""),
        ];
        foreach (var (address, body) in cases)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Json(body) };
            var refused = await Assert.ThrowsAsync<Api.BoxException>(() => ReadAsync(request));
            Assert.True(refused.Problem.Status == 400, $"{address} {body}: {refused.Problem.Status} {refused.Problem.Detail}");
        }
    }

    [Fact]
    public async Task WhatStandsBesideTheSearch_NamesNoClosedFile()
    {
        Write("layoffs.docx", "no Word document");
        Write("alone/payroll.md", "# Payroll\n\nThe chief is paid nine thousand.\n");
        await AddAsync("hr");
        await DoneAsync((await _box.Client.Knowledge.AddAsync("handbook", new AddDocumentsRequest([Path.Combine(_folder, "alone/payroll.md")], Readers: ["hr"]))).TaskId);
        await DoneAsync((await _box.Client.Knowledge.EvaluateAsync("handbook", new EvaluateKnowledgeRequest([new("What is the chief paid?", Documents: ["alone/payroll.md"], Answers: ["nine thousand"]), new("Who lives in Paris?")]))).TaskId);
        var engineer = _box.ClientFor((await _box.Client.Access.CreateKeyAsync(new CreateKeyRequest("eng", "engineer", Groups: []))).Key);
        async Task<string> SeenAsync(string address) => await ReadAsync(new HttpRequestMessage(HttpMethod.Get, address), engineer);
        var measured = await engineer.Knowledge.EvaluateAsync("handbook", new EvaluateKnowledgeRequest());
        await DoneAsync(measured.TaskId);
        var evaluation = await engineer.Knowledge.EvaluationAsync("handbook", measured.ResourceId!);
        Assert.Equal((1, "1 more question is about documents that are not in the base, or that you may not read: left out."), (evaluation.Questions, Assert.Single(evaluation.Notes!)));
        Assert.Equal((1, 2), ((await engineer.Knowledge.GetAsync("handbook")).Questions, (await _box.Client.Knowledge.GetAsync("handbook")).Questions));
        var tasks = (await engineer.Tasks.ListAsync()).Items.Select(t => t.Id).ToList();
        foreach (var address in (string[])["api/tasks", "api/search?q=payroll", "api/knowledge/handbook", "api/knowledge/handbook/questions", "api/knowledge/handbook/evaluations", .. tasks.Select(t => $"api/tasks/{t}/log")])
        {
            var seen = await SeenAsync(address);
            Assert.DoesNotContain("payroll.md", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("layoffs.docx", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("nine thousand", seen, StringComparison.Ordinal);
        }

        // What is removed is told to those who could read it.
        await _box.Client.Knowledge.DeleteDocumentAsync("handbook", "alone/payroll.md");
        Assert.Equal(("alone/payroll.md", "removed"), (await _box.Client.Knowledge.HistoryAsync("handbook", 1)).Items.Select(c => (c.Document, c.What)).Single());
        var (inside, outside) = (await KeyAsync("eve", ["hr"]), await KeyAsync("bob", ["works"]));
        Assert.Contains((await inside.Knowledge.HistoryAsync("handbook")).Items, c => c is { Document: "alone/payroll.md", What: "removed" });
        Assert.Empty((await outside.Knowledge.HistoryAsync("handbook")).Items);
        Assert.Contains("Paris", await SeenAsync("api/knowledge/handbook/questions"), StringComparison.Ordinal);
        Assert.Equal(2, (await _box.Client.Knowledge.QuestionsAsync("handbook")).Items.Count);
    }

    [Fact]
    public async Task EveryWayIn_ToClosedDocuments_IsAsIfTheyWereNotThere()
    {
        await AddAsync("hr");
        var documents = (await _box.Client.Knowledge.DocumentsAsync("handbook")).Items;
        // Everything but the group: may write, too.
        var engineer = _box.ClientFor((await _box.Client.Access.CreateKeyAsync(new CreateKeyRequest("eng", "engineer", Groups: ["works"]))).Key);
        async Task<string> SeenAsync(HttpMethod method, string address, string? body = null)
        {
            using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : Json(body) };
            request.Headers.Add("Accept", "application/json, text/event-stream");
            try
            {
                return await ReadAsync(request, engineer);
            }
            catch (Api.BoxException refused)
            {
                return $"{refused.Problem.Status} {refused.Problem.Code} {refused.Problem.Detail} {refused.Problem.Remedy}";
            }
        }

        static string Tool(string name, string arguments) => $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{name}}}","arguments":{{{arguments}}}}}""";
        List<string> seen = [];
        foreach (var address in (string[])["api/knowledge", "api/knowledge/handbook", "api/knowledge/handbook/documents", "api/knowledge/handbook/history", "api/search?q=leave", "api/tasks", "v1/vector_stores", "v1/vector_stores/handbook", "v1/vector_stores/handbook/files", "api/pool"])
            seen.Add(await SeenAsync(HttpMethod.Get, address));
        foreach (var mode in (string[])["hybrid", "text", "vector"])
            seen.Add(await SeenAsync(HttpMethod.Post, "api/knowledge/handbook/search", $$"""{"query":"How much paid vacation do employees get?","mode":"{{mode}}","minScore":0,"top":100}"""));
        foreach (var question in (string[])["How much paid vacation do employees get?", "How many staff are in Berlin?", "What is the sum of Salary?"])
        {
            seen.Add(await SeenAsync(HttpMethod.Post, "api/knowledge/handbook/ask", $$"""{"question":"{{question}}"}"""));
            seen.Add(await SeenAsync(HttpMethod.Post, "v1/knowledge/handbook/chat/completions", $$"""{"messages":[{"role":"user","content":"{{question}}"}]}"""));
        }

        seen.Add(await SeenAsync(HttpMethod.Post, "v1/vector_stores/handbook/search", """{"query":"paid vacation","ranking_options":{"score_threshold":0}}"""));
        seen.Add(await SeenAsync(HttpMethod.Post, "mcp", Tool("search_knowledge", """{"query":"paid vacation"}""")));
        seen.Add(await SeenAsync(HttpMethod.Post, "mcp", Tool("list_knowledge_bases", "{}")));
        string[] secrets = ["leave.md", "staff.csv", "pump.html", "broken.docx", "thirty days", "4200", "AB-1234", .. documents.Select(d => d.Id)];
        Assert.All(seen, text => Assert.DoesNotContain(secrets, secret => text.Contains(secret, StringComparison.Ordinal)));
        var info = await engineer.Knowledge.GetAsync("handbook");
        Assert.Equal((0, 0, 0, 0), (info.Documents, info.Failed, info.Chunks, info.Vectors));

        // Named, they are as what never was: the same words, the same number.
        foreach (var (closed, absent) in (IEnumerable<(string, string)>)[.. documents.Select(d => (d.Name, "absent.md")), .. documents.Select(d => (d.Id, "doc_01HZZZZZZZZZZZZZZZZZZZZZZZ")), ("c1", "c999999")])
        {
            foreach (var (method, place) in (IEnumerable<(HttpMethod, string)>)[
                (HttpMethod.Get, "api/knowledge/handbook/documents/{0}"), (HttpMethod.Delete, "api/knowledge/handbook/documents/{0}"), (HttpMethod.Get, "v1/vector_stores/handbook/files/{0}"),
                (HttpMethod.Get, "v1/vector_stores/handbook/files/{0}/content"), (HttpMethod.Patch, "api/knowledge/handbook/chunks/{0}")])
            {
                async Task<string> ToldAsync(string name) => (await SeenAsync(method, string.Format(CultureInfo.InvariantCulture, place, Uri.EscapeDataString(name)), method == HttpMethod.Patch ? """{"text":"x"}""" : null)).Replace(Uri.EscapeDataString(name), "…", StringComparison.Ordinal).Replace(name, "…", StringComparison.Ordinal);
                var told = await ToldAsync(closed);
                Assert.Equal(await ToldAsync(absent), told);
                Assert.StartsWith("404 ", told, StringComparison.Ordinal);
            }
        }

        Assert.Equal(4, (await _box.Client.Knowledge.DocumentsAsync("handbook")).Items.Count);
    }

    [Fact]
    public async Task Add_KilledInTheMiddle_GoesOnAfterTheStart()
    {
        for (var i = 0; i < 150; i++) Write($"many/{i}.txt", $"Note {i} says that room {1000 + i} is cleaned on weekday {i % 7}.");
        var accepted = await _box.Client.Knowledge.AddAsync("handbook", new AddDocumentsRequest([_folder]));
        await Eventually.TrueAsync(async () => (await _box.Client.Knowledge.GetAsync("handbook")).Documents > 20);
        await _box.KillAsync();
        await _box.StartAgainAsync();
        var task = await _box.Client.Tasks.WaitAsync(accepted.TaskId);
        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
        var info = await _box.Client.Knowledge.GetAsync("handbook");
        Assert.Equal(153, info.Documents);
        var names = (await _box.Client.Knowledge.DocumentsAsync("handbook")).Items.Select(d => d.Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal("many/77.txt", (await SearchAsync("room 1077"))[0].Document);
    }

    [Fact]
    public async Task Watch_Folder_TakesOverChanges()
    {
        await AddAsync("hr", watch: true);
        Write("new.txt", "The canteen serves soup on Fridays.");
        File.Delete(Path.Combine(_folder, "staff.csv"));
        await Eventually.TrueAsync(async () => await SearchAsync("canteen soup") is [{ Document: "new.txt" }, ..] && (await _box.Client.Knowledge.DocumentsAsync("handbook")).Items.All(d => d.Name != "staff.csv"), TimeSpan.FromSeconds(60));
        // Everybody sees tasks, but not where closed files lie.
        Assert.Contains((await _box.Client.Tasks.ListAsync()).Items, t => t.Title == "Take over changes of a watched folder");
        Assert.DoesNotContain((await _box.Client.Tasks.ListAsync()).Items, t => t.Title.Contains(_folder, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ask_TableQuestion_IsCalculated()
    {
        await AddAsync();
        var answer = await _box.Client.Knowledge.AskAsync("handbook", new AskKnowledgeRequest("How many staff are in Berlin?"));
        Assert.StartsWith("2 ", answer.Answer, StringComparison.Ordinal);
        Assert.Contains("count(*)", answer.Table!.Sql, StringComparison.Ordinal);
        Assert.Equal("staff.csv", Assert.Single(answer.Citations).Document);

        // One row of a list with a row of sums, as it is told and where it stands; no model is deployed.
        Write("stock list.csv", "Product,Colour,In stock,Price\nLamp,White,48,24.90 €\nChair,Red,12,59.00 €\nTotal,,60,\n");
        await AddAsync();
        var lamps = await _box.Client.Knowledge.AskAsync("handbook", new AskKnowledgeRequest("How many lamps are in stock?"));
        Assert.StartsWith("48 ", lamps.Answer, StringComparison.Ordinal);
        Assert.Equal(("Lamp | White | 48 | 24.90 €", "stock list!A2:D2"), (Assert.Single(lamps.Citations).Quote, lamps.Citations[0].Range));
        Assert.StartsWith("59 € ", (await _box.Client.Knowledge.AskAsync("handbook", new AskKnowledgeRequest("What is the price of the red chair?"))).Answer, StringComparison.Ordinal);
        var stock = await _box.Client.Knowledge.AskAsync("handbook", new AskKnowledgeRequest("What is the sum of in stock?"));
        Assert.StartsWith("60 ", stock.Answer, StringComparison.Ordinal);
        Assert.Contains("Total", Assert.Single(stock.Notes!), StringComparison.Ordinal);

        // What was not understood whole is not guessed from the rows, nor given to a model: there is none that could be asked.
        var other = await _box.Client.Knowledge.AskAsync("handbook", new AskKnowledgeRequest("How many products are dimmable?"));
        Assert.Null(other.Table);
        Assert.Empty(other.Citations);
        Assert.False(other.InDocuments);
        Assert.Contains("was not understood for certain", other.Answer, StringComparison.Ordinal);
        Assert.Contains("Product | Colour | In stock | Price", other.Answer, StringComparison.Ordinal);

        // A table that the asker may not read is not calculated with.
        await _box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest("closed"));
        await DoneAsync((await _box.Client.Knowledge.AddAsync("closed", new AddDocumentsRequest([Path.Combine(_folder, "stock list.csv")], Readers: ["hr"]))).TaskId);
        var outside = await KeyAsync("bob", ["works"]);
        var refused = await Assert.ThrowsAsync<Api.BoxException>(() => outside.Knowledge.AskAsync("closed", new AskKnowledgeRequest("How many lamps are in stock?")));
        Assert.DoesNotContain("48", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("48 ", (await (await KeyAsync("eve", ["hr"])).Knowledge.AskAsync("closed", new AskKnowledgeRequest("How many lamps are in stock?"))).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_SmallModelThatTalksNonsense_QuotesTheSentenceThatAnswers()
    {
        var stories = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(stories is null, "shared/data/stories260K.gguf is not beside this checkout.");
        await AddAsync();
        await DoneAsync((await _box.Client.Models.ImportAsync(new ImportModelRequest("stories", stories))).TaskId);
        await DoneAsync((await _box.Client.Deployments.DeployAsync(new DeployRequest("stories", "stories", new DeploymentSettings { Threads = 1, ContextTokens = 512, Parallel = 2 }))).TaskId);
        var answer = await _box.Client.Knowledge.AskAsync("handbook", new AskKnowledgeRequest("How much paid vacation do employees get?", "stories", MaxTokens: 24));
        Assert.True(answer.Quoted && answer.Supported);
        Assert.Contains("“Employees receive thirty days of paid vacation each year.”", answer.Answer, StringComparison.Ordinal);
        Assert.Equal("leave.md", Assert.Single(answer.Citations).Document);
        Assert.NotEmpty(answer.Passages);
        Assert.True(answer.Times.PromptTokens <= 512 - 24);

        var streamed = "";
        KnowledgeAnswer? whole = null;
        await foreach (var step in _box.Client.Knowledge.AskStreamAsync("handbook", new AskKnowledgeRequest("How much paid vacation do employees get?", "stories", MaxTokens: 24)))
        {
            streamed += step.Delta;
            whole ??= step.Answer;
        }

        Assert.Equal(whole!.Answer, streamed.Trim());
    }

    [Fact]
    public async Task Ask_ModelThatQuotes_GivesCitationsThatSupportIt()
    {
        await AddAsync();
        await using var engine = new QuotingEngine();
        await _box.Client.Deployments.AddEngineAsync(new AddEngineRequest("quoting", engine.Address.ToString()));
        await _box.Client.Deployments.PutRouteAsync("quoting", new PutRouteRequest([new RouteTarget("engine:quoting", 100, "quoting")]));
        var answer = await _box.Client.Knowledge.AskAsync("handbook", new AskKnowledgeRequest("How much paid vacation do employees receive?", "quoting"));
        Assert.True(answer is { Supported: true, InDocuments: true }, answer.Answer);
        var citation = Assert.Single(answer.Citations);
        Assert.Equal(("leave.md", "Employees receive thirty days of paid vacation each year."), (citation.Document, citation.Quote));
        var unknown = await _box.Client.Knowledge.AskAsync("handbook", new AskKnowledgeRequest("Xyzzy?", "quoting"));
        Assert.Equal((false, "The documents do not say."), (unknown.InDocuments, unknown.Answer));

        // The same by OpenAI's shapes, and by MCP.
        using var chat = new HttpRequestMessage(HttpMethod.Post, "v1/knowledge/handbook/chat/completions") { Content = Json("""{"model":"quoting","messages":[{"role":"user","content":"How much paid vacation do employees receive?"}]}""") };
        using var said = System.Text.Json.JsonDocument.Parse(await ReadAsync(chat));
        var message = said.RootElement.GetProperty("choices")[0].GetProperty("message");
        Assert.Contains("thirty days", message.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("leave.md", message.GetProperty("annotations")[0].GetProperty("filename").GetString());
        using var search = new HttpRequestMessage(HttpMethod.Post, "v1/vector_stores/handbook/search") { Content = Json("""{"query":"paid vacation","max_num_results":2}""") };
        using var found = System.Text.Json.JsonDocument.Parse(await ReadAsync(search));
        Assert.Equal("leave.md", found.RootElement.GetProperty("data")[0].GetProperty("filename").GetString());
        using var tool = new HttpRequestMessage(HttpMethod.Post, "mcp") { Content = Json("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_knowledge","arguments":{"query":"paid vacation"}}}""") };
        tool.Headers.Add("Accept", "application/json, text/event-stream");
        Assert.Contains("thirty days of paid vacation", await ReadAsync(tool), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_QuestionSet_MeasuresAndLearns()
    {
        await AddAsync();
        KnowledgeQuestion[] questions = [.. Enumerable.Range(0, 4).SelectMany(_ => (KnowledgeQuestion[])
        [
            new("How much paid vacation do employees receive?", Documents: ["leave.md"], Answers: ["thirty days"]), new("When is the pump AB-1234 greased?", Documents: ["sub/pump.html"]), new("Who lives in Paris?", Documents: ["staff.csv"]),
        ])];
        var accepted = await _box.Client.Knowledge.EvaluateAsync("handbook", new EvaluateKnowledgeRequest(questions, AtLeast: new Dictionary<string, double> { ["ndcg"] = 0.99, ["f1"] = 0.5 }));
        await DoneAsync(accepted.TaskId);
        var result = await _box.Client.Knowledge.EvaluationAsync("handbook", accepted.ResourceId!);
        Assert.Equal((12, 12, 12), (result.Questions, result.Judged, result.Fusion.LearnedFrom));
        Assert.Equal(1, result.Hybrid.NdcgAt10);
        Assert.True(result.Hybrid.NdcgAt10 >= Math.Max(result.Text.NdcgAt10, result.Vector.NdcgAt10));
        Assert.False(result.Passed);
        Assert.Contains("f1", Assert.Single(result.Shortfalls!), StringComparison.Ordinal);
        Assert.Equal(12, (await _box.Client.Knowledge.GetAsync("handbook")).Fusion.LearnedFrom);
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private async Task<string> ReadAsync(HttpRequestMessage request, Api.Client.OneboxClient? asker = null)
    {
        using var response = await (asker ?? _box.Client).Connection.SendAsync(request, HttpCompletionOption.ResponseContentRead);
        return await response.Content.ReadAsStringAsync();
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private async Task<KnowledgeBaseInfo> AddAsync(string? readers = null, bool watch = false)
    {
        await DoneAsync((await _box.Client.Knowledge.AddAsync("handbook", new AddDocumentsRequest([_folder], Readers: readers is null ? null : [readers], Watch: watch))).TaskId);
        return await _box.Client.Knowledge.GetAsync("handbook");
    }

    private async Task<IReadOnlyList<KnowledgeHit>> SearchAsync(string question) => (await _box.Client.Knowledge.SearchAsync("handbook", new SearchKnowledgeRequest(question))).Hits;

    private async Task DoneAsync(string taskId)
    {
        var task = await _box.Client.Tasks.WaitAsync(taskId);
        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
    }

    /// <summary>A client with a key for these groups.</summary>
    private async Task<Api.Client.OneboxClient> KeyAsync(string name, IReadOnlyList<string> groups)
    {
        var created = await _box.Client.Access.CreateKeyAsync(new CreateKeyRequest(name, "reader", Groups: groups));
        return _box.ClientFor(created.Key);
    }
}
