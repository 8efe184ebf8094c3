using System.Text.Json;
using Onebox.Templates.Jinja;
using Onebox.Templates.Tools;

namespace Onebox.Templates.Chat;

/// <summary>A model's chat template, ready to render. Compiled once; safe to use from many threads at once.</summary>
public sealed class ChatTemplate
{
    private readonly JinjaTemplate _template;
    private readonly Dictionary<string, JsonElement> _tokens;
    private readonly TimeProvider _clock;

    private ChatTemplate(JinjaTemplate template, string? bosToken, string? eosToken, TimeProvider clock)
    {
        _template = template;
        _clock = clock;
        BosToken = bosToken;
        EosToken = eosToken;
        _tokens = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (bosToken is not null) _tokens["bos_token"] = JsonSerializer.SerializeToElement(bosToken);
        if (eosToken is not null) _tokens["eos_token"] = JsonSerializer.SerializeToElement(eosToken);
        Abilities = new AbilityProbe(template, _tokens, clock).Look();
        ToolFormat = Abilities.Tools ? ToolFormats.Choose(template.Source) : ToolFormats.Hermes;
    }

    public string Source => _template.Source;

    public string? BosToken { get; }

    public string? EosToken { get; }

    public ChatAbilities Abilities { get; }

    /// <summary>How a model with this template writes its tool calls.</summary>
    public IToolFormat ToolFormat { get; }

    /// <param name="clock">For templates that print the date; the system's clock if none is given.</param>
    /// <exception cref="TemplateException">The template is not well-formed or uses something unknown; the message has the line.</exception>
    public static ChatTemplate Compile(string source, string? bosToken, string? eosToken, TimeProvider? clock = null, JinjaLimits? limits = null) =>
        new(JinjaTemplate.Compile(source, limits), bosToken, eosToken, clock ?? TimeProvider.System);

    /// <summary>The prompt for this conversation.</summary>
    /// <exception cref="TemplateException">The input is malformed, or the template cannot or will not render it.</exception>
    public string Render(ChatInput input) => RenderMarked(input).Text;

    /// <summary>The text with the places of the assistant's words, for training masks.</summary>
    public TrainedText RenderForTraining(ChatInput input) => new TrainedSpans(this, input).Find();

    /// <summary>Whether a reply to this prompt continues inside <c>&lt;think&gt;</c>, because the prompt already opened it.</summary>
    public static bool OpensThinking(string prompt) => prompt.AsSpan().TrimEnd().EndsWith("<think>", StringComparison.Ordinal);

    internal (string Text, IReadOnlyList<(int Start, int End)> Generated) RenderMarked(ChatInput input)
    {
        var variables = new Dictionary<string, JsonElement>(_tokens, StringComparer.Ordinal);
        foreach (var (name, value) in input.Arguments) variables[name] = value;
        variables["messages"] = ConversationShape.Fit(input.Messages, input.Tools, Abilities);
        variables["add_generation_prompt"] = input.AddGenerationPrompt ? True : False;
        if (input.Tools is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0) variables["tools"] = tools;
        if (input.Documents is { ValueKind: JsonValueKind.Array } documents) variables["documents"] = documents;
        return _template.RenderMarked(variables, _clock);
    }

    private static readonly JsonElement True = JsonSerializer.SerializeToElement(true);
    private static readonly JsonElement False = JsonSerializer.SerializeToElement(false);
}
