using Onebox.Api.Evaluation;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Evaluation;

/// <summary>What is typed after <c>--task</c> as the box takes it: a YAML file is sent with its text, a path from the root.</summary>
internal static class TaskArguments
{
    private const string DatasetPrefix = "dataset:";

    /// <exception cref="UsageException">There is no such file.</exception>
    public static EvaluationTask Read(string typed, bool here, int? limit, int? shots, ulong? seed)
    {
        if (IsYaml(typed))
        {
            if (!File.Exists(typed)) throw new UsageException($"There is no file {typed}.");
            return new EvaluationTask(Yaml: File.ReadAllText(typed), Folder: FolderOf(typed), Limit: limit, Shots: shots, Seed: seed);
        }

        var colon = typed.IndexOf(':', StringComparison.Ordinal);
        if (colon == typed.Length - 1) throw new UsageException($"'{typed}' lacks what it is about: {typed}{(typed == DatasetPrefix ? "NAME" : "PATH")}.");
        // On the box itself a path may be relative; a box elsewhere does not know this folder.
        var spec = colon > 0 && here && !typed.StartsWith(DatasetPrefix, StringComparison.Ordinal) ? $"{typed[..colon]}:{Path.GetFullPath(typed[(colon + 1)..])}" : typed;
        return new EvaluationTask(spec, Limit: limit, Shots: shots, Seed: seed);
    }

    public static bool IsYaml(string typed) => typed.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || typed.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    public static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;

    /// <summary>The box is this machine's.</summary>
    public static bool IsHere(Invocation run) => run.Get(BoxFinder.Box) is null && Environment.GetEnvironmentVariable("ONEBOX_BOX") is null;
}
