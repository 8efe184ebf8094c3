using System.Globalization;
using System.Text.Json;

namespace Onebox.Datasets.Shapes;

/// <summary>
/// Questions with their right answers: free (SQuAD, GSM8K, own lists) or to choose from (MMLU, ARC, HellaSwag, TruthfulQA's first task).
/// </summary>
internal sealed class QuestionShape : IRowShape
{
    private const int MaxChoices = 26;

    public string Name => "questions";

    public DatasetShape Becomes => DatasetShape.Questions;

    public IReadOnlyList<Slot> Slots { get; } = [new("question", true), new("answers", false), new("choices", false), new("answerIndex", false), new("context", false)];

    public Guess? Guess(SampleColumns columns)
    {
        var question = columns.Find("question", "query", "ctx", "frage", "pregunta", "问题");
        if (question is null) return null;
        var map = new Dictionary<string, string>(StringComparer.Ordinal) { ["question"] = question };
        // ARC as its authors write it: the question holds its choices.
        if (columns.Has($"{question}.stem")) (map["question"], map["choices"]) = ($"{question}.stem", $"{question}.choices");
        if (columns.Find("answers", "answer", "best_answer", "antwort", "respuesta", "答案") is { } answers) map["answers"] = answers;
        if (!map.ContainsKey("choices") && columns.Find("choices", "options", "endings", "mc1_targets") is { } choices) map["choices"] = choices;
        else if (!map.ContainsKey("choices") && Letters(columns) is { } letters) map["choices"] = letters;
        if (map.ContainsKey("choices") && columns.Find("answerKey", "answer_index", "answerIndex", "label", "gold", "correct") is { } index) map["answerIndex"] = index;
        if (columns.Find("context", "passage", "paragraph", "background") is { } context) map["context"] = context;
        if (!map.ContainsKey("answers") && !map.ContainsKey("answerIndex") && map.GetValueOrDefault("choices") != columns.Find("mc1_targets")) return null;
        if (!map.ContainsKey("answers") && !map.ContainsKey("choices")) return null;
        var evidence = map.ContainsKey("choices") ? 0.98 : map.ContainsKey("context") ? 0.98 : columns.Find("question") is null ? 0.85 : 0.93;
        return new Guess(map, evidence, $"'{question}' and '{map.GetValueOrDefault("answers") ?? map["choices"]}' are questions with answers");
    }

    public DatasetRow Convert(Fields fields)
    {
        var choices = Choices(fields, out var labels);
        if (choices?.Count > MaxChoices) throw new RowException(string.Create(CultureInfo.InvariantCulture, $"has {choices.Count} choices; {MaxChoices} are the most"));
        var answers = fields.Find("answers") is { } given ? Texts.ListOf(given) ?? throw new RowException("has answers that are no texts") : null;
        var index = choices is null ? null : Index(fields, choices, labels, ref answers);
        if (choices is not null && index is null && answers is not { Count: > 0 }) throw new RowException("names none of its choices as the right one");
        return new DatasetRow("", "", 0)
        {
            Question = fields.NeedText("question"),
            Answers = index is { } right ? [choices![right]] : answers ?? [],
            Choices = choices,
            AnswerIndex = index,
            Context = fields.Text("context"),
        };
    }

    /// <summary>Columns A, B, C, D…</summary>
    private static string? Letters(SampleColumns columns)
    {
        foreach (var (first, second, pattern) in (ReadOnlySpan<(string, string, string)>)[("A", "B", "{0}"), ("option_a", "option_b", "option_{0}"), ("choice_a", "choice_b", "choice_{0}")])
        {
            if (columns.Find(first) is null || columns.Find(second) is null) continue;
            var found = Enumerable.Range(0, 8).Select(i => columns.Find(string.Format(CultureInfo.InvariantCulture, pattern, (char)('A' + i)))).TakeWhile(c => c is not null);
            return string.Join(',', found);
        }

        return null;
    }

    private static List<string>? Choices(Fields fields, out IReadOnlyList<string>? labels)
    {
        labels = null;
        if (!fields.Map.Columns.TryGetValue("choices", out var column)) return null;
        if (fields.Find("choices") is { } value)
        {
            if ((Texts.Inner(value) ?? value) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } inner) labels = Labels(inner);
            return Texts.ListOf(Texts.Inner(value) ?? value)?.ToList() ?? throw new RowException("has choices that are no texts");
        }

        if (!column.Contains(',', StringComparison.Ordinal)) return null;
        var record = fields;
        return [.. column.Split(',').Select(name => new Fields(record.Record, record.Map with { Columns = new Dictionary<string, string>(StringComparer.Ordinal) { ["choice"] = name } }).NeedText("choice"))];
    }

    private static IReadOnlyList<string>? Labels(JsonElement choices)
    {
        if (choices.ValueKind == JsonValueKind.Object)
            return choices.TryGetProperty("label", out var label) || choices.TryGetProperty("labels", out label) ? Texts.ListOf(label) : null;
        var labels = choices.EnumerateArray().Select(c => c.ValueKind == JsonValueKind.Object && c.TryGetProperty("label", out var l) ? Texts.Of(l) : null).ToList();
        return labels.TrueForAll(l => l is not null) ? [.. labels.OfType<string>()] : null;
    }

    /// <summary>The right choice: TruthfulQA's marks, a label, a letter, a number from 0, or the choice's own words.</summary>
    private static int? Index(Fields fields, List<string> choices, IReadOnlyList<string>? labels, ref IReadOnlyList<string>? answers)
    {
        if (fields.Find("answerIndex") is null && fields.Find("answers") is null && labels?.Count == choices.Count) return labels.ToList().IndexOf("1") is >= 0 and var marked ? marked : null;
        var word = fields.Text("answerIndex")?.Trim() ?? (answers is [var only] ? only.Trim() : null);
        if (string.IsNullOrEmpty(word)) return null;
        if (labels is not null && labels.ToList().FindIndex(l => l.Equals(word, StringComparison.OrdinalIgnoreCase)) is >= 0 and var labelled) return labelled;
        if (choices.FindIndex(c => c.Trim().Equals(word, StringComparison.Ordinal)) is >= 0 and var said) return said;
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return InRange(number, choices, word);
        if (word is [var letter] && char.IsAsciiLetter(letter)) return InRange(char.ToUpperInvariant(letter) - 'A', choices, word);
        if (fields.Find("answerIndex") is not null) throw new RowException($"has '{word}' where the right choice should be named");
        return null;
    }

    private static int InRange(int index, List<string> choices, string word) =>
        index < choices.Count ? index : throw new RowException(string.Create(CultureInfo.InvariantCulture, $"names '{word}' as the right one of {choices.Count} choices"));
}
