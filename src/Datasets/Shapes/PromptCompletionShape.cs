using System.Text.Json;

namespace Onebox.Datasets.Shapes;

/// <summary>A prompt and its completion, each a text or (as in TRL, https://huggingface.co/docs/trl/dataset_formats) a list of messages.</summary>
internal sealed class PromptCompletionShape : IRowShape
{
    public string Name => "prompt-completion";

    public DatasetShape Becomes => DatasetShape.Chat;

    public IReadOnlyList<Slot> Slots { get; } = [new("prompt", true), new("completion", true), new("system", false), new("label", false)];

    public Guess? Guess(SampleColumns columns)
    {
        if (columns.Find("prompt", "query", "input", "user", "source", "problem", "request", "human") is not { } prompt) return null;
        if (columns.Find("completion", "response", "output", "reply", "assistant", "target", "solution", "answer") is not { } completion) return null;
        var map = new Dictionary<string, string>(StringComparer.Ordinal) { ["prompt"] = prompt, ["completion"] = completion };
        if (columns.Find("system", "system_prompt") is { } system) map["system"] = system;
        // Unpaired preferences (KTO, as TRL writes them): only the replies that are marked as good are there to be learnt.
        if (columns.Find("label") is { } label && columns.IsTruth(label)) map["label"] = label;
        var evidence = (prompt, completion) is ("prompt", "completion") ? 0.98 : prompt == "prompt" ? 0.92 : 0.8;
        return new Guess(map, evidence, $"'{prompt}' and '{completion}' are a prompt and its reply");
    }

    public DatasetRow Convert(Fields fields)
    {
        if (fields.Find("label") is { ValueKind: JsonValueKind.False }) throw new RowException("is marked as a bad reply (label: false)");
        var (prompt, completion) = (fields.Need("prompt"), fields.Need("completion"));
        if (!Messages.Are(prompt) && !Messages.Are(completion)) return Exchange.Row(fields.Text("system"), fields.NeedText("prompt"), fields.NeedText("completion"));
        List<RowMessage> messages = Messages.Are(prompt) ? Messages.Of(prompt, fields.Map.Roles) : [new RowMessage(RoleWords.User, fields.NeedText("prompt"))];
        if (Messages.Are(completion)) messages.AddRange(Messages.Of(completion, fields.Map.Roles));
        else messages.Add(new RowMessage(RoleWords.Assistant, fields.NeedText("completion")));
        return new DatasetRow("", "", 0) { Messages = messages };
    }
}
