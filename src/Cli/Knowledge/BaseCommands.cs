using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Knowledge;

/// <summary><c>onebox kb list</c>.</summary>
internal sealed class ListBasesCommand() : BoxCommand("list", "Knowledge bases on the box.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var bases = await run.Box.Knowledge.ListAsync(cancellation);
        run.Print.Result(bases, ApiJson.Default.PageKnowledgeBaseInfo, page => Printer.Table(
            ["name", "documents", "failed", "chunks", "embedding", "description"],
            [.. page.Items.Select(b => new[] { b.Name, $"{b.Documents}", $"{b.Failed}", $"{b.Chunks}", b.Settings.Embedding ?? "use-lite", b.Description ?? "" })],
            "No knowledge bases yet. Make one: onebox kb create NAME, then onebox kb add NAME FOLDER"));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox kb create NAME</c>.</summary>
internal sealed class CreateBaseCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name." };
    private readonly Option<string?> _description = new("--description") { Description = "What is in it.", HelpName = "TEXT" };
    private readonly Option<string?> _embedding = new("--embedding") { Description = "use-lite (in the box), route:NAME, or the address of an OpenAI-compatible server and a model.", HelpName = "E" };
    private readonly Option<string?> _chunking = new("--chunking") { Description = "structure, fixed, page, row or question-answer.", HelpName = "POLICY" };
    private readonly Option<int?> _tokens = new("--chunk-tokens") { Description = "The most that a chunk holds (400).", HelpName = "N" };
    private readonly Option<string?> _rerank = new("--rerank") { Description = "A route whose model ranks the best hits again.", HelpName = "ROUTE" };
    private readonly Option<string?> _route = new("--route") { Description = "Which route answers questions when none is named.", HelpName = "ROUTE" };

    public CreateBaseCommand()
        : base("create", "Make a knowledge base.")
    {
        Arguments.Add(_name);
        foreach (var option in (Option[])[_description, _embedding, _chunking, _tokens, _rerank, _route]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var settings = new KnowledgeSettings(run.Get(_embedding), null, run.Get(_chunking), run.Get(_tokens), run.Get(_rerank), run.Get(_route));
        var made = await run.Box.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest(run.Get(_name), run.Get(_description), settings), cancellation);
        run.Print.Result(made, ApiJson.Default.KnowledgeBaseInfo, b => Console.Out.WriteLine($"{b.Name} is there. Next: onebox kb add {b.Name} FOLDER"));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox kb status NAME</c>.</summary>
internal sealed class StatusBaseCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };

    public StatusBaseCommand()
        : base("status", "What a base holds, and which files failed and why.") => Arguments.Add(_name);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var info = await run.Box.Knowledge.GetAsync(run.Get(_name), cancellation);
        run.Print.Result(info, ApiJson.Default.KnowledgeBaseInfo, Show);
        return ExitCodes.Done;
    }

    internal static void Show(KnowledgeBaseInfo info)
    {
        Printer.Facts(
            ("Name", info.Name),
            ("Description", info.Description),
            ("Documents", info.Failed == 0 ? $"{info.Documents}" : $"{info.Documents}, and {info.Failed} that failed"),
            ("Chunks", $"{info.Chunks}, {info.Vectors} vectors"),
            ("Embedding", info.Settings.Embedding ?? "use-lite"),
            ("Weights", string.Create(CultureInfo.CurrentCulture, $"text {info.Fusion.TextWeight:0.##} : vectors {info.Fusion.VectorWeight:0.##}{(info.Fusion.LearnedFrom > 0 ? $", learned from {info.Fusion.LearnedFrom} questions" : "")}")),
            ("Questions", info.Questions == 0 ? null : $"{info.Questions}"),
            ("Chats of", info.Settings.AttachedTo));
        foreach (var work in info.Work ?? []) Console.Out.WriteLine($"  under way: {work.Title} ({work.Id})\n    {TaskBar.Line(work)}");
        foreach (var source in info.Sources ?? []) Console.Out.WriteLine($"  from {source.Path}{(source.Watched ? " (watched)" : "")}{(source.Readers.Count > 0 ? $", for {string.Join(", ", source.Readers)}" : "")}");
        foreach (var failure in info.Failures ?? []) Console.Out.WriteLine($"  failed {failure.Document}: {failure.Reason}");
    }
}

/// <summary><c>onebox kb set NAME</c>: what may change later. Another embedding embeds everything anew, and waits with a bar.</summary>
internal sealed class SetBaseCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };
    private readonly Option<string?> _description = new("--description") { Description = "What is in it.", HelpName = "TEXT" };
    private readonly Option<string?> _route = new("--route") { Description = "Which route answers questions when none is named; none for none.", HelpName = "ROUTE" };
    private readonly Option<string?> _rerank = new("--rerank") { Description = "A route whose model ranks the best hits again; none for none.", HelpName = "ROUTE" };
    private readonly Option<string?> _attach = new("--attach") { Description = "A route whose chats (/v1/chat/completions) are answered from this base; none for none.", HelpName = "ROUTE" };
    private readonly Option<string?> _embedding = new("--embedding") { Description = "Embed everything anew: use-lite, route:NAME, or an address and a model.", HelpName = "E" };

    public SetBaseCommand()
        : base("set", "Change a base's settings.")
    {
        Arguments.Add(_name);
        foreach (var option in (Option[])[_description, _route, _rerank, _attach, _embedding]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        static string? Of(string? value) => value == "none" ? "" : value;
        var name = run.Get(_name);
        var request = new UpdateKnowledgeBaseRequest(run.Get(_description), Of(run.Get(_route)), Of(run.Get(_rerank)), Of(run.Get(_attach)));
        if (request == new UpdateKnowledgeBaseRequest() && run.Get(_embedding) is null) throw new UsageException("Say what to change: --description, --route, --rerank, --attach or --embedding.");
        if (request != new UpdateKnowledgeBaseRequest()) await run.Box.Knowledge.UpdateAsync(name, request, cancellation);
        if (run.Get(_embedding) is { } embedding) await TaskBar.WaitAsync(run, (await run.Box.Knowledge.ChangeEmbeddingAsync(name, new ChangeEmbeddingRequest(embedding), cancellation)).TaskId, cancellation);
        run.Print.Result(await run.Box.Knowledge.GetAsync(name, cancellation), ApiJson.Default.KnowledgeBaseInfo, StatusBaseCommand.Show);
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox kb delete NAME</c>.</summary>
internal sealed class DeleteBaseCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };

    public DeleteBaseCommand()
        : base("delete", "Remove a base with everything that was read into it. The files that it was filled from stay.") => Arguments.Add(_name);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Knowledge.DeleteAsync(run.Get(_name), cancellation);
        run.Print.Done(run.Get(_name), "removed", $"{run.Get(_name)} is removed.");
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox kb documents NAME [DOCUMENT]</c>.</summary>
internal sealed class ListDocumentsCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };
    private readonly Argument<string?> _document = new("document") { Description = "One of them, by its name or id: with its history.", Arity = ArgumentArity.ZeroOrOne };

    public ListDocumentsCommand()
        : base("documents", "The documents of a base, or one of them with its history.")
    {
        Arguments.Add(_name);
        Arguments.Add(_document);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        if (run.Get(_document) is { } document)
        {
            run.Print.Result(await run.Box.Knowledge.DocumentAsync(run.Get(_name), document, cancellation), ApiJson.Default.KnowledgeDocumentContent, Show);
            return ExitCodes.Done;
        }

        var documents = await run.Box.Knowledge.DocumentsAsync(run.Get(_name), cancellation);
        run.Print.Result(documents, ApiJson.Default.PageKnowledgeDocument, page => Printer.Table(
            ["document", "state", "chunks", "pages", "size", "readers", "changed", "id"],
            [.. page.Items.Select(d => new[] { d.Name, d.State, $"{d.Chunks}", d.Pages > 0 ? $"{d.Pages}" : "", Units.Bytes(d.SizeBytes), string.Join(' ', d.Readers), Units.Ago(d.ModifiedAt), d.Id })],
            "No documents yet."));
        return ExitCodes.Done;
    }

    private static void Show(KnowledgeDocumentContent content)
    {
        var document = content.Document;
        Printer.Facts(
            ("Document", document.Name), ("Id", document.Id), ("State", document.State), ("Reason", document.Reason), ("Kind", document.MimeType), ("Size", Units.Bytes(document.SizeBytes)), ("Chunks", $"{document.Chunks}"),
            ("Readers", document.Readers.Count == 0 ? "everyone" : string.Join(' ', document.Readers)), ("Tags", document.Tags.Count == 0 ? null : string.Join(' ', document.Tags)), ("Added by", document.Owner));
        foreach (var change in content.History.OrderBy(h => h.At)) Console.Out.WriteLine($"  {change.At.ToLocalTime():yyyy-MM-dd HH:mm:ss} {change.What} (version {change.Version})");
        foreach (var warning in document.Warnings) Console.Out.WriteLine($"  note: {warning}");
    }
}

/// <summary><c>onebox kb history NAME</c>.</summary>
internal sealed class ListChangesCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };
    private readonly Option<int> _limit = new("--limit") { Description = "How many.", HelpName = "N", DefaultValueFactory = _ => 50 };

    public ListChangesCommand()
        : base("history", "What was added, changed, renamed and removed, the newest first.")
    {
        Arguments.Add(_name);
        Options.Add(_limit);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var changes = await run.Box.Knowledge.HistoryAsync(run.Get(_name), run.Get(_limit), cancellation);
        run.Print.Result(changes, ApiJson.Default.PageKnowledgeChange, page => Printer.Table(
            ["when", "document", "what", "version"], [.. page.Items.Select(c => new[] { $"{c.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}", c.Document, c.What, $"{c.Version}" })], "Nothing yet."));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox kb remove NAME DOCUMENT</c>.</summary>
internal sealed class RemoveDocumentCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };
    private readonly Argument<string> _document = new("document") { Description = "The document's name or id." };

    public RemoveDocumentCommand()
        : base("remove", "Take a document out of a base; its file stays.")
    {
        Arguments.Add(_name);
        Arguments.Add(_document);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Knowledge.DeleteDocumentAsync(run.Get(_name), run.Get(_document), cancellation);
        run.Print.Done(run.Get(_document), "removed", $"{run.Get(_document)} is taken out of {run.Get(_name)}.");
        return ExitCodes.Done;
    }
}
