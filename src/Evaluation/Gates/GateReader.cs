using Onebox.Api.Evaluation;
using Onebox.Evaluation.Benchmarks;
using Onebox.Kernel;
using Onebox.Kernel.Wording;

namespace Onebox.Evaluation.Gates;

/// <summary>Reads a gate and says all that is wrong with it.</summary>
internal static class GateReader
{
    private const int MaxCharacters = 1 << 18;

    /// <exception cref="ProblemException"><c>gate.unreadable</c>.</exception>
    public static GateDocument Read(string yaml)
    {
        if (yaml.Length > MaxCharacters) throw GateErrors.Unreadable("it is larger than any gate.");
        GateDocument gate;
        try
        {
            gate = YamlText.Read<GateDocument>(yaml);
        }
        catch (YamlTextException error)
        {
            throw GateErrors.Unreadable($"{error.Message}.");
        }

        var faults = Faults(gate).ToList();
        return faults.Count == 0 ? gate : throw GateErrors.Unreadable($"{string.Join("; ", faults)}.");
    }

    /// <summary>What the gate wants evaluated.</summary>
    /// <param name="folder">The gate's own, from which relative paths start.</param>
    public static EvaluationRequest ToRequest(GateDocument gate, string? folder, IReadOnlyList<string> models, string name) =>
        new([.. (gate.Tasks ?? []).Select(t => TaskOf(t, folder))], models, name, gate.Against, gate.ExcludeContaminated, gate.Seed);

    private static EvaluationTask TaskOf(GateTask task, string? folder)
    {
        var text = task.Task!;
        if (!text.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) && !text.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)) return new EvaluationTask(Rooted(text, folder), Folder: folder, Limit: task.Limit, Shots: task.Shots);
        var path = Path.IsPathRooted(text) ? text : Path.GetFullPath(Path.Combine(folder ?? throw GateErrors.Unreadable($"the path '{text}' must be absolute."), text));
        if (!File.Exists(path)) throw EvaluationErrors.NoFile(path);
        return new EvaluationTask(Yaml: File.ReadAllText(path), Folder: Path.GetDirectoryName(path), Limit: task.Limit, Shots: task.Shots);
    }

    private static string Rooted(string spec, string? folder)
    {
        var colon = spec.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || folder is null || spec.StartsWith(BenchmarkLoader.DatasetPrefix, StringComparison.Ordinal) || Path.IsPathRooted(spec[(colon + 1)..])) return spec;
        return $"{spec[..colon]}:{Path.GetFullPath(Path.Combine(folder, spec[(colon + 1)..]))}";
    }

    private static IEnumerable<string> Faults(GateDocument gate)
    {
        if (gate.Conditions is not { Count: > 0 }) yield return "conditions are needed";
        if (gate.Tasks is not { Count: > 0 } && gate.Conditions?.TrueForAll(c => !c.NeedsFigures) != true) yield return "tasks are needed";
        if (gate.Tasks?.Any(t => string.IsNullOrWhiteSpace(t.Task)) == true) yield return "each of the tasks needs 'task'";
        foreach (var (number, condition) in (gate.Conditions ?? []).Index())
        {
            var demands = new[] { condition.BetterBy, condition.WorseByAtMost, condition.AtLeast, condition.AtMost, condition.Contamination }.Count(d => d is not null) + (condition.Integrity is null ? 0 : 1) + (condition.Permits is null ? 0 : 1);
            if (demands != 1) yield return $"condition {number + 1} needs just one of betterBy, worseByAtMost, atLeast, atMost, contamination, integrity and permits";
            if (condition.Integrity == false || condition.Permits == false) yield return $"condition {number + 1}: integrity and permits are true, or left out";
            if (condition.Significance is not null && condition.BetterBy is null) yield return $"condition {number + 1}: significance goes with betterBy";
            if (condition.Significance is <= 0 or >= 1) yield return $"condition {number + 1}: significance must be between 0 and 1";
            if (condition.BetterBy is < 0 or double.NaN) yield return $"condition {number + 1}: betterBy must not be negative; worseByAtMost says how much worse it may be";
            if (condition.WorseByAtMost < 0 || condition.Contamination is < 0 or > 1) yield return $"condition {number + 1}: a share or distance must not be negative";
            if (!condition.NeedsFigures && (condition.Task ?? condition.Metric) is not null) yield return $"condition {number + 1}: integrity and permits have neither task nor metric";
            if (condition.NeedsFigures && condition.Task is null && gate.Tasks is { Count: > 1 } && condition.Contamination is null) yield return $"condition {number + 1} must name its task: there are several";
        }
    }
}
