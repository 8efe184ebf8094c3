namespace Onebox.Datasets.Shapes;

/// <summary>What files call the roles. A word that nobody knows stays as it is, and the check of roles reports it.</summary>
internal sealed class RoleWords(IReadOnlyDictionary<string, string>? said = null)
{
    public const string System = "system";
    public const string User = "user";
    public const string Assistant = "assistant";
    public const string Tool = "tool";

    public static readonly IReadOnlyList<string> All = [System, User, Assistant, Tool];

    private readonly Dictionary<string, string> _said = new(said ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);

    public string Of(string word) => _said.GetValueOrDefault(word.Trim()) ?? word.Trim().ToLowerInvariant() switch
    {
        "user" or "human" or "prompter" or "customer" or "question" => User,
        "assistant" or "gpt" or "bot" or "chatgpt" or "model" or "ai" or "bing" or "bard" or "agent" or "answer" or "function_call" => Assistant,
        "system" or "developer" => System,
        "tool" or "function" or "observation" or "ipython" => Tool,
        var other => other,
    };
}
