using System.CommandLine;
using System.Text.Json;
using Onebox.Api;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Knowledge;

/// <summary><c>onebox documents parse FILE</c>: the block model, for reading what the parser saw.</summary>
internal sealed class ParseDocumentCommand : BoxCommand
{
    private readonly Argument<string> _file = new("file") { Description = "The file." };

    public ParseDocumentCommand()
        : base("parse", "Show what is read in a file; nothing is kept.") => Arguments.Add(_file);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var file = run.Get(_file);
        if (Directory.Exists(file)) throw new UsageException($"{file} is a folder: name one file in it. 'onebox kb add NAME {file}' reads a whole folder into a base.");
        if (!File.Exists(file)) throw new UsageException($"There is no file {file}.");
        await using var bytes = OpenAsFile(file);
        var document = await run.Box.Knowledge.ParseAsync(Path.GetFileName(file), bytes, cancellation);
        run.Print.Result(document, ApiJson.Default.JsonElement, Show);
        return ExitCodes.Done;
    }

    private static FileStream OpenAsFile(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {error.Message}");
        }
    }

    private static void Show(JsonElement document)
    {
        foreach (var warning in Items(document, "warnings")) Console.Error.WriteLine($"note: {warning.GetString()}");
        foreach (var block in Items(document, "blocks"))
        {
            var page = block.TryGetProperty("page", out var number) ? $" (page {number})" : "";
            Console.Out.WriteLine($"[{block.GetProperty("kind").GetString()}{page}] {Text(block)}");
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) => of.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static string Text(JsonElement block)
    {
        if (block.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String) return text.GetString()!;
        if (block.TryGetProperty("items", out _)) return string.Concat(Items(block, "items").Select(i => $"\n  {i.GetProperty("marker").GetString()} {i.GetProperty("text").GetString()}"));
        if (block.TryGetProperty("rows", out _)) return string.Concat(Items(block, "rows").Select(r => "\n  " + string.Join(" | ", Items(r, "cells").Select(c => c.GetProperty("text").GetString()))));
        return block.TryGetProperty("description", out var description) ? description.ToString() : "";
    }
}
