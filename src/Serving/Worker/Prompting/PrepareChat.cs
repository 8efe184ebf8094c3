using System.Text.Json;
using System.Text.RegularExpressions;
using Onebox.Llama;
using Onebox.Serving.OpenAI;
using Onebox.Serving.Worker.Loading;
using Onebox.Templates;
using Onebox.Templates.Chat;
using Onebox.Templates.Constraints;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Prompting;

/// <summary>Turns a conversation into a prompt by the model's template, with the grammar that its tools or its format ask for.</summary>
internal static class PrepareChat
{
    // A base model goes on writing both sides of the conversation.
    private static readonly string[] PlainStops = ["\n\nUser:", "\nUser:"];

    public static ChatPrompt For(Conversation conversation, LoadedModel model)
    {
        var format = model.ChatFormat;
        var template = format.Template;
        var plan = Plan(conversation, template, thinking: false);
        if (format.IsPlain && plan.Tools is null && OnlyMessage(conversation.Messages) is { } alone)
            return new ChatPrompt { Tokens = model.Weights.Vocabulary.Tokenize(alone), Grammar = FormatGrammar(conversation.Format, template, false) };

        var text = template.Render(new ChatInput
        {
            Messages = conversation.Messages,
            Tools = plan.Tools,
            Arguments = conversation.TemplateArguments,
            AddGenerationPrompt = conversation.AddGenerationPrompt,
        });
        var thinking = ChatTemplate.OpensThinking(text);
        if (thinking && plan.Grammar is not null) plan = Plan(conversation, template, thinking: true);
        return new ChatPrompt
        {
            Tokens = Tokens(text, model.Weights.Vocabulary),
            Grammar = plan.Grammar is { } calls ? CallGrammar(calls, plan.Triggers, conversation) : FormatGrammar(conversation.Format, template, thinking),
            Stops = format.IsPlain ? PlainStops : [],
            Calls = plan.Format,
            Split = conversation.SplitReasoning && (thinking || template.Abilities.Thinking),
            Thinking = thinking,
        };
    }

    private static ToolPlan Plan(Conversation conversation, ChatTemplate template, bool thinking)
    {
        ToolPlan plan;
        try
        {
            plan = ToolPlan.For(template, conversation.Tools, conversation.ToolChoice, conversation.ParallelToolCalls, thinking);
        }
        catch (TemplateException error)
        {
            throw OpenAIErrors.Invalid($"{error.Reason}.", error.Reason.StartsWith("tool_choice", StringComparison.Ordinal) ? "tool_choice" : "tools");
        }
        catch (GrammarException error)
        {
            throw OpenAIErrors.Invalid($"{error.Message}.", "tools");
        }

        var mustCall = plan.Grammar is not null && plan.Triggers.Count == 0;
        if (plan.Format is not null && !mustCall && conversation.Format.Grammar is not null)
            throw OpenAIErrors.Invalid("A reply cannot be held to a format while the model may choose to call a tool. Set tool_choice to 'none' or 'required'.", "response_format");
        return plan;
    }

    /// <summary>Lazy grammars wake where one of the triggers appears, anywhere in the reply.</summary>
    private static Grammar CallGrammar(string grammar, IReadOnlyList<string> triggers, Conversation conversation)
    {
        if (triggers.Count > 0) return new Grammar(grammar, Triggers: [.. triggers.Select(Regex.Escape)]);
        if (conversation.Format.Grammar is null || conversation.Format.IsJson) return new Grammar(grammar);
        throw OpenAIErrors.Invalid("'grammar' cannot be given when a tool must be called.", "grammar");
    }

    private static Grammar? FormatGrammar(ReplyFormat format, ChatTemplate template, bool thinking)
    {
        if (format.Grammar is not { } grammar) return null;
        return new Grammar(format.IsJson && (thinking || template.Abilities.Thinking) ? JsonGrammar.AfterThought(grammar, thinking) : grammar);
    }

    /// <summary>The text of a conversation's only message, if it is a user's; null for any other conversation.</summary>
    private static string? OnlyMessage(JsonElement messages)
    {
        if (messages.GetArrayLength() != 1 || messages[0].GetProperty("role").GetString() != "user" || !messages[0].TryGetProperty("content", out var content)) return null;
        if (content.ValueKind == JsonValueKind.String) return content.GetString();
        return content.ValueKind == JsonValueKind.Array ? string.Join('\n', content.EnumerateArray().Select(part => part.GetProperty("text").GetString())) : null;
    }

    /// <summary>Templates write the beginning of text themselves, or leave it to the tokenizer.</summary>
    private static int[] Tokens(string text, Vocabulary vocabulary)
    {
        var tokens = vocabulary.Tokenize(text, addSpecial: false, parseSpecial: true);
        return vocabulary.AddsBos && vocabulary.Bos >= 0 && (tokens.Length == 0 || tokens[0] != vocabulary.Bos) ? [vocabulary.Bos, .. tokens] : tokens;
    }
}
