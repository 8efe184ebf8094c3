using Onebox.Llama;
using Onebox.Templates;
using Onebox.Templates.Chat;

namespace Onebox.Serving.Worker.Loading;

/// <summary>How conversations become prompts for this model.</summary>
/// <param name="IsPlain">The model was not trained to chat: a single message is passed on as it is, to be continued.</param>
/// <param name="Notice">What a person should know about the choice; null if nothing.</param>
internal sealed record ChatFormat(ChatTemplate Template, bool IsPlain, string? Notice)
{
    private const string Plain = "plain";

    /// <summary>The settings' template, else the model's own, else one that its vocabulary tells, else the plain one.</summary>
    /// <exception cref="TemplateException">The template cannot be rendered.</exception>
    public static ChatFormat Choose(string? settings, LlamaModel model, TimeProvider clock)
    {
        var own = settings ?? model.ChatTemplate();
        if (!string.IsNullOrWhiteSpace(own)) return new ChatFormat(Compile(own, model, clock), false, null);
        var tokens = SpecialTokens(model.Vocabulary);
        var known = WellKnownTemplates.ForVocabulary(tokens.Contains);
        return new ChatFormat(Compile(known.Source, model, clock), known.Name == Plain, known.Notice);
    }

    private static ChatTemplate Compile(string source, LlamaModel model, TimeProvider clock)
    {
        var vocabulary = model.Vocabulary;
        return ChatTemplate.Compile(source, Spelling(vocabulary, vocabulary.Bos), Spelling(vocabulary, vocabulary.Eos), clock);
    }

    private static string? Spelling(Vocabulary vocabulary, int token) => token < 0 ? null : vocabulary.Spelling(token);

    private static HashSet<string> SpecialTokens(Vocabulary vocabulary)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var token = 0; token < vocabulary.Size; token++)
        {
            if ((vocabulary.Kinds(token) & (TokenKinds.Control | TokenKinds.UserDefined)) != TokenKinds.None) found.Add(vocabulary.Spelling(token));
        }

        return found;
    }
}
