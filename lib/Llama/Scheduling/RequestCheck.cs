using System.Globalization;

namespace Onebox.Llama;

/// <summary>A request's prompt in tokens, after a look at all that it asks for: what cannot be done is said before it is queued.</summary>
internal static class RequestCheck
{
    private const int MostAlternatives = 100;

    /// <exception cref="LlamaException"><see cref="LlamaErrorCode.BadRequest"/> or <see cref="LlamaErrorCode.ContextTooLong"/>.</exception>
    public static int[] Prompt(GenerationRequest request, LlamaModel model, EngineOptions options)
    {
        var prompt = Tokens(request, model.Vocabulary);
        if (prompt.Length == 0) throw Bad("The prompt is empty.");
        if (request.MaxTokens < 0) throw Bad($"{nameof(request.MaxTokens)} must not be negative.");
        if (request.Logprobs is < 0 or > MostAlternatives || request.PromptLogprobs is < 0 or > MostAlternatives)
            throw Bad("Log-probabilities can be asked for 0 to 100 alternatives.");
        foreach (var stop in request.Stops)
            if (string.IsNullOrEmpty(stop)) throw Bad("A stop string is empty.");
        foreach (var (adapter, _) in request.Adapters.Members)
            if (adapter.Model != model) throw Bad($"The adapter {adapter.Path} was loaded for another model.");
        request.Sampling.Validate(model.Vocabulary.Size);
        var longest = request.MaxTokens == 0 ? options.SequenceTokens : options.SequenceTokens - 1;
        if (prompt.Length <= longest) return prompt;
        throw new LlamaException(LlamaErrorCode.ContextTooLong, string.Create(CultureInfo.InvariantCulture,
            $"The prompt has {prompt.Length} tokens; this deployment takes at most {longest}. Shorten it, or deploy with a longer context."));
    }

    private static int[] Tokens(GenerationRequest request, Vocabulary vocabulary)
    {
        if (request.Text is not null) return vocabulary.Tokenize(request.Text, request.AddSpecial, request.ParseSpecial);
        var tokens = request.Tokens.ToArray();
        foreach (var token in tokens)
            if ((uint)token >= (uint)vocabulary.Size) throw Bad($"Token {token.ToString(CultureInfo.InvariantCulture)} is not in the vocabulary.");
        return tokens;
    }

    private static LlamaException Bad(string reason) => new(LlamaErrorCode.BadRequest, reason);
}
