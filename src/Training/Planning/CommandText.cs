using System.Text;
using Onebox.Api.Training;
using Onebox.Models.Loop;

namespace Onebox.Training.Planning;

/// <summary>The command that asks the same as a request.</summary>
internal static class CommandText
{
    public static string Of(StartTrainingRequest request, TrainingSettings settings, TrainingSettings usual)
    {
        var command = new StringBuilder("onebox train");
        if (request.Recipe is not null) command.Append(" --recipe recipe.yaml");
        if (request.Base is { Length: > 0 }) command.Append(" --base ").Append(Word(request.Base));
        foreach (var dataset in request.Datasets ?? []) command.Append(" --dataset ").Append(Word(dataset));
        command.Append(" --method ").Append(SettingText.ValueOf(settings, "method"));
        command.Append(" --name ").Append(Word(request.Name is { Length: > 0 } name ? name : "NAME"));
        foreach (var (key, value) in request.Settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (SettingText.Fields.FirstOrDefault(f => f.Name.Equals(key, StringComparison.OrdinalIgnoreCase)) is { } field && SettingText.ValueOf(usual, field.Name) != value) command.Append(" --set ").Append(Word($"{field.Name}={value}"));
        }

        return command.ToString();
    }

    private static string Word(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or '@' or '=' or ',' or ':') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
