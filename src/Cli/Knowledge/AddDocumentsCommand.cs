using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Knowledge;

/// <summary><c>onebox kb add NAME FOLDER_OR_FILE…</c>: on the box itself files are read where they are; to a box elsewhere they are sent.</summary>
internal sealed class AddDocumentsCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };
    private readonly Argument<string[]> _paths = new("paths") { Description = "Folders and files.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _readers = new("--readers") { Description = "Groups that may read them from now on; nothing after it: everyone. Left out, what is there keeps its readers.", HelpName = "GROUP", AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _tags = new("--tags") { Description = "Words to filter by.", HelpName = "TAG", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _watch = new("--watch") { Description = "Take over changes of these folders from now on." };
    private readonly Option<bool> _retry = new("--retry") { Description = "Read files again that were refused before, though neither they nor the box have changed." };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };

    public AddDocumentsCommand()
        : base("add", "Read files and folders into a base; unchanged files are passed over, files that are gone are removed.")
    {
        Arguments.Add(_name);
        Arguments.Add(_paths);
        foreach (var option in (Option[])[_readers, _tags, _watch, _retry, _noWait]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var (name, paths) = (run.Get(_name), run.Get(_paths).Select(Path.GetFullPath).ToList());
        if (paths.Find(p => !Path.Exists(p)) is { } missing) throw new UsageException($"There is no file or folder {missing}.");
        var readers = run.Parse.GetResult(_readers) is null ? null : run.Get(_readers) ?? [];
        var tags = run.Parse.GetResult(_tags) is null ? null : run.Get(_tags) ?? [];
        await SayUnknownAsync(run, readers ?? [], cancellation);
        if (!SendFile.IsHere(run) && run.Get(_watch)) throw new UsageException("--watch works on the box itself: files from elsewhere are sent once. Run it there, or add them again when they change.");
        var request = SendFile.IsHere(run)
            ? new AddDocumentsRequest(paths, Readers: readers, Tags: tags, Watch: run.Get(_watch), Retry: run.Get(_retry))
            : new AddDocumentsRequest(Files: await SendAsync(run, name, paths, cancellation), Readers: readers, Tags: tags, Retry: run.Get(_retry));
        if (request is { Paths: null, Files: [] }) return await EndAsync(run, name, new IngestSummary(0, 0, 0, 0, 0), cancellation);
        var accepted = await run.Box.Knowledge.AddAsync(name, request, cancellation);
        if (run.Get(_noWait))
        {
            run.Print.Result(accepted, ApiJson.Default.TaskAccepted, a => Console.Out.WriteLine(a.TaskId));
            return ExitCodes.Done;
        }

        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        return await EndAsync(run, name, await SummaryAsync(run, accepted.TaskId, cancellation), cancellation);
    }

    /// <summary>When all failed the task did; some that failed are no error: the others are there.</summary>
    private static async Task<int> EndAsync(Invocation run, string name, IngestSummary? summary, CancellationToken cancellation)
    {
        run.Print.Result(await run.Box.Knowledge.GetAsync(name, cancellation), ApiJson.Default.KnowledgeBaseInfo, StatusBaseCommand.Show);
        if (summary is { Failed: > 0 }) run.Print.Say($"{summary.Failed} of {summary.Files} files failed; see 'onebox kb status {name}'.");
        const string passedOver = "hidden files, links and what programs keep beside a file that is open are passed over";
        if (summary is { Files: 0 }) run.Print.Say($"No file was found there: {passedOver}.");
        else if (summary is { PassedOver: > 0 }) run.Print.Say($"{summary.PassedOver} left out: {passedOver}.");
        return ExitCodes.Done;
    }

    /// <summary>A group is whatever users and keys are in: one that nobody is in is mostly a slip of the pen, and closes documents to all but the box's owner.</summary>
    private static async Task SayUnknownAsync(Invocation run, string[] groups, CancellationToken cancellation)
    {
        if (groups.Length == 0) return;
        try
        {
            var (users, keys) = (await run.Box.Access.UsersAsync(cancellation), await run.Box.Access.KeysAsync(all: true, cancellation));
            var known = users.Items.SelectMany(u => u.Groups ?? []).Concat(keys.Items.SelectMany(k => k.Groups ?? [])).ToHashSet(StringComparer.Ordinal);
            foreach (var group in groups.Where(g => !known.Contains(g)))
                await Console.Error.WriteLineAsync($"note: no user and no key is in the group {group}; until one is, only the box's owner reads these documents.");
        }
        catch (BoxException error) when (error.Problem.Status is 401 or 403)
        {
            // Who may not see users and keys cannot be told.
        }
    }

    /// <summary>What became of these files; of what failed before the base itself tells.</summary>
    private static async Task<IngestSummary?> SummaryAsync(Invocation run, string taskId, CancellationToken cancellation)
    {
        IngestSummary? summary = null;
        for (long? after = 0; after is { } from;)
        {
            var lines = await run.Box.Tasks.LogAsync(taskId, from, cancellation);
            summary = lines.Items.Select(l => IngestSummary.Parse(l.Text)).LastOrDefault(s => s is not null) ?? summary;
            after = lines.Next is { } next ? long.Parse(next, CultureInfo.InvariantCulture) : null;
        }

        return summary;
    }

    private static async Task<List<string>> SendAsync(Invocation run, string name, List<string> paths, CancellationToken cancellation)
    {
        var sent = new List<string>();
        foreach (var path in paths)
        {
            var files = File.Exists(path) ? [path] : Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint });
            foreach (var file in files.Order(StringComparer.Ordinal))
            {
                var target = File.Exists(path) ? Path.GetFileName(file) : $"{Path.GetFileName(path)}/{Path.GetRelativePath(path, file).Replace('\\', '/')}";
                if (run.Print.IsWatched) Console.Error.Write($"\r\u001b[Ksending {target}");
                try
                {
                    await using var bytes = File.OpenRead(file);
                    await run.Box.Knowledge.SendFileAsync(name, target, bytes, cancellation);
                    sent.Add(target);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    await Console.Error.WriteLineAsync($"note: {file} was not sent: {error.Message}");
                }
            }
        }

        return sent;
    }
}
