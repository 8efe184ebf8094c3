using Onebox.Evaluation.Scoring;
using Onebox.Kernel.Wording;

namespace Onebox.Evaluation.Benchmarks;

/// <summary>Reads a task in YAML and says all that is wrong with it.</summary>
internal static class OwnTaskReader
{
    private const int MaxCharacters = 1 << 20, MostShots = 64, MostTokens = 32 * 1024;

    public static readonly IReadOnlyList<string> KnownMeasures = ["exact_match", "f1", "numeric", "rouge_l", "json_valid", "regex"];

    private static readonly string[] Kinds = ["choice", "generation", "text"];

    /// <exception cref="Kernel.ProblemException"><c>evaluation.task_unreadable</c>.</exception>
    public static OwnTaskDocument Read(string yaml)
    {
        if (yaml.Length > MaxCharacters) throw EvaluationErrors.TaskUnreadable("The task is larger than any task.");
        OwnTaskDocument document;
        try
        {
            document = YamlText.Read<OwnTaskDocument>(yaml);
        }
        catch (YamlTextException error)
        {
            throw EvaluationErrors.TaskUnreadable($"The task cannot be read: {error.Message}.");
        }

        var faults = Faults(document).ToList();
        return faults.Count == 0 ? document : throw EvaluationErrors.TaskUnreadable($"The task{(document.Name is null ? "" : $" {document.Name}")}: {string.Join("; ", faults)}.");
    }

    /// <summary>The benchmark that a task of our own describes; for one in a published form, that form with what the task changes.</summary>
    public static Benchmark ToBenchmark(OwnTaskDocument task, Benchmark? published)
    {
        var kind = published?.Kind ?? KindOf(task);
        var filter = task.Extract is { Pattern: { } pattern } extract ? AnswerFilter.Of(pattern, extract.Match) : null;
        var measures = task.Measures is { } named ? [.. named.Select(n => MeasureOf(n, task, filter))] : published?.Measures ?? (kind == BenchmarkKind.Generation ? [MeasureOf("exact_match", task, filter), MeasureOf("f1", task, filter)] : []);
        var benchmark = published ?? new Benchmark { Name = task.Name!, Kind = kind, Primary = "" };
        return benchmark with
        {
            Name = task.Name!,
            Shots = task.Shots ?? benchmark.Shots,
            Seed = task.Seed ?? benchmark.Seed,
            Chat = task.Chat ?? benchmark.Chat,
            System = task.System ?? benchmark.System,
            Stops = task.Stop ?? benchmark.Stops,
            MaxTokens = task.MaxTokens ?? benchmark.MaxTokens,
            Measures = measures,
            Judge = task.Judge is { Model: { } model } ? new JudgePlan(model) : null,
            Primary = task.Primary ?? (published is not null && task.Measures is null ? published.Primary : kind switch
            {
                BenchmarkKind.Choice => ChoiceScore.Plain,
                BenchmarkKind.Text => "bits_per_byte",
                _ => measures[0].Name,
            }),
        };
    }

    private static IMeasure MeasureOf(string name, OwnTaskDocument task, AnswerFilter? filter) => name switch
    {
        "f1" => new F1Measure(filter),
        "numeric" => new NumericMeasure(filter),
        "rouge_l" => new RougeMeasure(filter),
        "json_valid" => new JsonMeasure(task.Required),
        "regex" => new PatternMeasure(AnswerFilter.Compile(task.Pattern!)),
        _ => new ExactMeasure("exact_match", new ExactMatch(task.IgnoreCase, task.IgnorePunctuation, [AnswerFilter.Compile(@"\A\s+|\s+\z")]), filter),
    };

    private static BenchmarkKind KindOf(OwnTaskDocument task) => task.Kind switch
    {
        "choice" => BenchmarkKind.Choice,
        "text" => BenchmarkKind.Text,
        null when task.Choices is not null => BenchmarkKind.Choice,
        _ => BenchmarkKind.Generation,
    };

    private static IEnumerable<string> Faults(OwnTaskDocument task)
    {
        if (!Kernel.Names.IsValid(task.Name)) yield return $"the name is needed ({Kernel.Names.Rule.TrimEnd('.')})";
        if (task.Kind is not null && !Kinds.Contains(task.Kind)) yield return $"the kind must be one of {string.Join(", ", Kinds)}";
        if (task.Format is not null && Published.Published.Find(task.Format) is null) yield return $"the format must be one of {string.Join(", ", Published.Published.All.Select(p => p.Name))}";
        if ((task.Path is null) == (task.Dataset is null)) yield return "give either path or dataset";
        if (task.Format is null && task.Dataset is null && task.Prompt is null && task.Kind != "text") yield return "the prompt is needed";
        if (task.Format is null && task.Prompt is not null && task.Answer is null && task.Kind != "text" && task.Measures?.All(m => m is "json_valid" or "regex") != true && task.Judge is null) yield return "the answer is needed";
        if (task.Kind == "choice" && task.Choices is null && task.Format is null && task.Dataset is null) yield return "the choices are needed";
        if (task.Shots is < 0 or > MostShots) yield return $"shots must be from 0 to {MostShots}";
        if (task.MaxTokens is < 1 or > MostTokens) yield return $"maxTokens must be from 1 to {MostTokens}";
        if (task.Limit is < 1) yield return "the limit must be at least 1";
        foreach (var measure in task.Measures ?? [])
        {
            if (!KnownMeasures.Contains(measure)) yield return $"'{measure}' is no measure; there are {string.Join(", ", KnownMeasures)}";
        }

        if (task.Measures is { Count: 0 }) yield return "measures must name one at least";
        if (task.Measures?.Contains("regex") == true && task.Pattern is null) yield return "the measure regex needs a pattern";
        if (task.Judge is { Model: null }) yield return "judge.model is needed";
    }
}
