namespace Onebox.Datasets.Shapes;

/// <summary>
/// A way in which files say what a row is. To add one: a sealed class here, a line in <see cref="RowShapes"/>, its published sample in the
/// tests of recognition.
/// </summary>
internal interface IRowShape
{
    /// <summary>As in requests: <c>openai-chat</c>.</summary>
    string Name { get; }

    /// <summary>What its rows become.</summary>
    DatasetShape Becomes { get; }

    /// <summary>What a column can be here; the needed ones first.</summary>
    IReadOnlyList<Slot> Slots { get; }

    /// <summary>The columns it would take, and how much speaks for that before any row was converted.</summary>
    /// <returns>Null: these columns are not of this shape.</returns>
    Guess? Guess(SampleColumns columns);

    /// <summary>Makes a row of a record.</summary>
    /// <returns>Row's id, split and number are the caller's to fill in.</returns>
    /// <exception cref="RowException">The record cannot be one; the message says why.</exception>
    DatasetRow Convert(Fields fields);
}

/// <param name="Name">As in <c>--map name=COLUMN</c>.</param>
/// <param name="Needed">Without it no row can be made.</param>
internal sealed record Slot(string Name, bool Needed);

/// <param name="Map">Slot → column.</param>
/// <param name="Evidence">From 0 to 1.</param>
internal sealed record Guess(IReadOnlyDictionary<string, string> Map, double Evidence, string Why);

/// <summary>This record is no row; the message ends a sentence that begins with the row's number.</summary>
internal sealed class RowException(string message) : Exception(message);

/// <summary>All shapes.</summary>
internal static class RowShapes
{
    public static readonly IReadOnlyList<IRowShape> All =
        [ChatShape.OpenAi, ChatShape.ShareGpt, new AlpacaShape(), new PromptCompletionShape(), new PreferenceShape(), new QuestionShape(), new TextShape()];

    public static IRowShape? Find(string? name) => name?.ToLowerInvariant() switch
    {
        null => null,
        "chat" or "openai" or "messages" => ChatShape.OpenAi,
        "instruction" => All.First(s => s.Name == "alpaca"),
        "prompt" => All.First(s => s.Name == "prompt-completion"),
        "preferences" or "dpo" => All.First(s => s.Name == "preference"),
        "question" or "squad" => All.First(s => s.Name == "questions"),
        var other => All.FirstOrDefault(s => s.Name == other),
    };
}
