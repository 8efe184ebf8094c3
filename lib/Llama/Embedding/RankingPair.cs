namespace Onebox.Llama;

/// <summary>A query and a document as a ranking model reads them.</summary>
internal static class RankingPair
{
    /// <summary>By the model's own "rerank" template when it has one, else: BOS query EOS SEP document EOS, of these what the vocabulary adds. The document is cut to fit.</summary>
    public static int[] Tokens(LlamaModel model, string query, string document, int most)
    {
        var vocabulary = model.Vocabulary;
        if (model.ChatTemplate("rerank") is { } template)
        {
            var text = template.Replace("{query}", query, StringComparison.Ordinal).Replace("{document}", document, StringComparison.Ordinal);
            return vocabulary.Tokenize(text, addSpecial: true, parseSpecial: true);
        }
        var tokens = new List<int>();
        if (vocabulary.AddsBos && vocabulary.Bos >= 0) tokens.Add(vocabulary.Bos);
        tokens.AddRange(vocabulary.Tokenize(query, addSpecial: false));
        if (vocabulary.AddsEos && vocabulary.Eos >= 0) tokens.Add(vocabulary.Eos);
        if (vocabulary.AddsSeparator && vocabulary.Separator >= 0) tokens.Add(vocabulary.Separator);
        var end = vocabulary.AddsEos && vocabulary.Eos >= 0 ? 1 : 0;
        tokens.AddRange(vocabulary.Tokenize(document, addSpecial: false).Take(Math.Max(0, most - tokens.Count - end)));
        if (end > 0) tokens.Add(vocabulary.Eos);
        return [.. tokens];
    }
}
