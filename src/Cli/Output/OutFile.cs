using System.CommandLine;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Output;

/// <summary><c>--out</c> and <c>--overwrite</c>, alike in every command: what is there already is kept, unless somebody says that a file is to be replaced. A folder never is.</summary>
internal sealed class OutFile(string description, string helpName)
{
    private readonly Option<string> _out = new("--out") { Description = description, HelpName = helpName, Required = true };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the file that --out names, if there is one." };

    public void AddTo(Command command)
    {
        command.Options.Add(_out);
        command.Options.Add(_overwrite);
    }

    public bool MayReplace(Invocation run) => run.Get(_overwrite);

    /// <summary>The absolute path, where this program writes itself: refused before anything long is begun for it.</summary>
    /// <exception cref="UsageException">Its folder is missing, or something is there that may not be replaced.</exception>
    public string ReadHere(Invocation run)
    {
        var path = Read(run);
        if (!Directory.Exists(Path.GetDirectoryName(path))) throw new UsageException($"There is no folder {Path.GetDirectoryName(path)}.");
        if (Directory.Exists(path)) throw new UsageException($"{path} is a folder: name a file with --out.");
        if (File.Exists(path) && !MayReplace(run)) throw new UsageException($"There is a file {path} already: name another with --out, or replace it with --overwrite.");
        return path;
    }

    /// <summary>The absolute path, for the box to write to.</summary>
    public string Read(Invocation run) => run.Get(_out) is { Length: > 0 } path ? Path.GetFullPath(path) : throw new UsageException("--out names no place.");
}
