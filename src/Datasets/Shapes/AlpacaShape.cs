namespace Onebox.Datasets.Shapes;

/// <summary>
/// Stanford Alpaca's instructions (https://github.com/tatsu-lab/stanford_alpaca): <c>instruction</c>, perhaps an <c>input</c>,
/// <c>output</c>. Instruction and input become the user's message, with an empty line between.
/// </summary>
internal sealed class AlpacaShape : IRowShape
{
    public string Name => "alpaca";

    public DatasetShape Becomes => DatasetShape.Chat;

    public IReadOnlyList<Slot> Slots { get; } = [new("instruction", true), new("output", true), new("input", false), new("system", false)];

    public Guess? Guess(SampleColumns columns)
    {
        if (columns.Find("instruction") is not { } instruction || columns.Find("output", "response", "completion", "answer") is not { } output) return null;
        if (!columns.IsText(instruction) || !columns.IsText(output)) return null;
        var map = new Dictionary<string, string>(StringComparer.Ordinal) { ["instruction"] = instruction, ["output"] = output };
        if (columns.Find("input", "context") is { } input && input != output) map["input"] = input;
        if (columns.Find("system", "system_prompt") is { } system) map["system"] = system;
        return new Guess(map, output == "output" ? 0.98 : 0.92, $"'{instruction}' and '{output}' are an instruction and its reply");
    }

    public DatasetRow Convert(Fields fields)
    {
        var (instruction, input) = (fields.NeedText("instruction"), fields.Text("input"));
        return Exchange.Row(fields.Text("system"), string.IsNullOrWhiteSpace(input) ? instruction : $"{instruction}\n\n{input}", fields.NeedText("output"));
    }
}

/// <summary>One question, one reply.</summary>
internal static class Exchange
{
    public static DatasetRow Row(string? system, string user, string assistant) => new("", "", 0)
    {
        Messages = string.IsNullOrWhiteSpace(system)
            ? [new(RoleWords.User, user), new(RoleWords.Assistant, assistant)]
            : [new(RoleWords.System, system), new(RoleWords.User, user), new(RoleWords.Assistant, assistant)],
    };
}
