using System.Globalization;
using System.Text;

namespace Onebox.Training.Planning;

/// <summary>Writes a plan as the recipe that makes it again.</summary>
internal static class RecipeWriter
{
    public static string Write(TrainingPlan plan)
    {
        var yaml = new StringBuilder();
        Line(0, "name", plan.Name);
        if (plan.Base is { } model) Line(0, "base", model.Name);
        Line(0, "method", SettingText.ValueOf(plan.Settings, "method"));
        Line(0, "loss", plan.AnswersOnly ? "answers" : "all");
        var datasets = plan.Data.Where(d => d.DatasetId is not null).Select(d => $"{d.Name}@{d.Version}").ToList();
        if (datasets.Count > 0) List(0, "datasets", datasets);
        var files = plan.Data.Where(d => d.DatasetId is null).ToList();
        if (files.Count > 0)
        {
            yaml.Append("data:\n");
            if (files.Any(f => f.Role != "validation")) List(2, "train", files.Where(f => f.Role != "validation").Select(f => f.Path));
            if (files.Any(f => f.Role == "validation")) List(2, "validation", files.Where(f => f.Role == "validation").Select(f => f.Path));
        }

        if (plan.Shape is { } shape) Shape(shape);
        yaml.Append("settings:\n");
        foreach (var field in SettingText.Fields.Where(f => f.AppliesTo.Contains(plan.Settings.Method)))
        {
            var value = SettingText.ValueOf(plan.Settings, field.Name);
            if (value.Length > 0) Line(2, field.Name, value, plan.Why?.GetValueOrDefault(field.Name));
        }

        return yaml.ToString();

        void Shape(PlannedShape shape)
        {
            Line(0, "tokenizer", shape.Tokenizer);
            if (shape.ChatTemplateFile is not null) Line(0, "chatTemplate", shape.ChatTemplateFile);
            yaml.Append("model:\n");
            foreach (var (key, value) in ShapeText.ToText(shape)) Line(2, key, value);
        }

        void Line(int indent, string key, string value, string? why = null) => yaml.Append(' ', indent).Append(key).Append(": ").Append(Quoted(value)).Append(why is null ? "" : $" # {why}").Append('\n');

        void List(int indent, string key, IEnumerable<string> values) => yaml.Append(' ', indent).Append(key).Append(": [").AppendJoin(", ", values.Select(Quoted)).Append("]\n");
    }

    /// <summary>Plain where YAML reads it as the same text.</summary>
    private static string Quoted(string text)
    {
        var plain = text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or '@' or '+') && !text.StartsWith('-') && text is not "null";
        return plain || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? text : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
