namespace Onebox.Tokenizers;

/// <summary>Token ids, and for each the index of the character of the source text at which it starts (tokens that the tokenizer adds: where they were put).</summary>
public sealed record TokenizedText(int[] Ids, int[] Starts);
