using System.Text.Json;

namespace Onebox.Datasets.Shapes;

/// <summary>
/// A prompt, the better and the worse reply, in the shapes that are published: <c>prompt, chosen, rejected</c> as texts or messages (TRL,
/// UltraFeedback); <c>chosen, rejected</c> as whole dialogues of which the beginning is the prompt (Anthropic HH-RLHF, its
/// <c>Human:/Assistant:</c> texts too); <c>question, chosen, rejected</c> (Orca DPO); <c>input, preferred_output, non_preferred_output</c>
/// (OpenAI); two replies and the number of the better (PKU-SafeRLHF, SHP).
/// </summary>
internal sealed class PreferenceShape : IRowShape
{
    public string Name => "preference";

    public DatasetShape Becomes => DatasetShape.Preference;

    public IReadOnlyList<Slot> Slots { get; } =
        [new("chosen", true), new("rejected", true), new("prompt", false), new("system", false), new("better", false)];

    public Guess? Guess(SampleColumns columns)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (columns.Find("prompt", "question", "instruction", "input", "history", "query") is { } prompt) map["prompt"] = prompt;
        if (columns.Find("system", "system_prompt") is { } system) map["system"] = system;
        if (Pair(columns, "chosen", "rejected") || Pair(columns, "preferred_output", "non_preferred_output") || Pair(columns, "accepted", "rejected"))
            return new Guess(map, 0.99, $"'{map["chosen"]}' and '{map["rejected"]}' are a better and a worse reply");
        if (columns.Find("better_response_id", "labels", "preference", "preferred", "label") is not { } better) return null;
        if (!Pair(columns, "response_0", "response_1") && !Pair(columns, "human_ref_A", "human_ref_B") && !Pair(columns, "response_a", "response_b")) return null;
        map["better"] = better;
        return new Guess(map, 0.93, $"'{better}' says which of '{map["chosen"]}' and '{map["rejected"]}' is the better");

        bool Pair(SampleColumns from, string one, string other)
        {
            if (from.Find(one) is not { } first || from.Find(other) is not { } second) return false;
            (map["chosen"], map["rejected"]) = (first, second);
            return true;
        }
    }

    public DatasetRow Convert(Fields fields)
    {
        var (chosen, rejected) = (fields.Need("chosen"), fields.Need("rejected"));
        if (fields.Map.Columns.ContainsKey("better") && !FirstIsBetter(fields)) (chosen, rejected) = (rejected, chosen);
        var (better, worse) = (Turns(chosen, fields), Turns(rejected, fields));
        var shared = 0;
        while (shared < Math.Min(better.Count, worse.Count) - 1 && better[shared].Role == worse[shared].Role && better[shared].Content == worse[shared].Content) shared++;
        var prompt = better[..shared];
        if (shared == better.Count - 1 && shared == worse.Count - 1 && better[^1].Content == worse[^1].Content) throw new RowException("has the same text as the better and as the worse reply");
        if (shared != better.Count - 1 || shared != worse.Count - 1) throw new RowException("holds two dialogues that part before their last reply");
        if (prompt.Count == 0) prompt = fields.Find("prompt") is { } given ? Prompt(given, fields) : throw new RowException($"has no '{fields.Map.Columns.GetValueOrDefault("prompt", "prompt")}'");
        if (!string.IsNullOrWhiteSpace(fields.Text("system")) && prompt[0].Role != RoleWords.System) prompt.Insert(0, new RowMessage(RoleWords.System, fields.Text("system")!));
        return new DatasetRow("", "", 0) { Messages = prompt, Chosen = better[^1].Content, Rejected = worse[^1].Content };
    }

    /// <summary>0 or A is the first. SHP's <c>labels</c> are the other way round: 1 when the first is preferred.</summary>
    private static bool FirstIsBetter(Fields fields)
    {
        var word = fields.NeedText("better").Trim().ToLowerInvariant();
        var one = fields.Map.Columns["better"].Equals("labels", StringComparison.OrdinalIgnoreCase);
        return word switch
        {
            "0" => !one,
            "1" => one,
            "a" or "response_a" or "response_0" or "first" or "true" => true,
            "b" or "response_b" or "response_1" or "second" or "false" => false,
            _ => throw new RowException($"has '{word}' where the better of two replies should be named"),
        };
    }

    private static List<RowMessage> Turns(JsonElement value, Fields fields)
    {
        if (Messages.Are(value)) return Messages.Of(value, fields.Map.Roles);
        var text = Texts.Of(value) ?? throw new RowException("has a reply that is no text");
        return HumanAssistant.Parse(text) ?? [new RowMessage(RoleWords.Assistant, text)];
    }

    private static List<RowMessage> Prompt(JsonElement value, Fields fields)
    {
        if (value.ValueKind == JsonValueKind.Object || Messages.Are(value)) return Messages.Of(value, fields.Map.Roles);
        var text = Texts.Of(value) ?? throw new RowException("has a prompt that is no text");
        // A text that ends where the assistant is to speak.
        if (HumanAssistant.Parse(text) is { } turns) return turns[^1] is { Role: RoleWords.Assistant, Content: "" } ? turns[..^1] : turns;
        return [new RowMessage(RoleWords.User, text)];
    }
}
