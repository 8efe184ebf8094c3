using System.Text.RegularExpressions;

namespace Onebox.Tokenizers.Splitting;

/// <summary>The published splitting patterns, in .NET's spelling, and the compilation of patterns from files.</summary>
internal static class Patterns
{
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    public const string Llama3 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    public const string Qwen2 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    public const string Digit = @"\p{N}";

    /// <summary>Oniguruma and Rust write some things otherwise than .NET: <c>\h</c>, possessive quantifiers. What .NET refuses is an error that names the pattern.</summary>
    public static Regex Compile(string pattern, TimeSpan timeout)
    {
        if (pattern.Length > 4096)
            throw new TokenizerException("The tokenizer has a splitting pattern of more than 4,096 characters.");
        try
        {
            // The published patterns are known to be harmless, and checking the clock costs.
            var known = pattern is Gpt2 or Llama3 or Qwen2 or Digit;
            return new Regex(Possessive(pattern), RegexOptions.Compiled | RegexOptions.CultureInvariant, known ? Regex.InfiniteMatchTimeout : timeout);
        }
        catch (ArgumentException e)
        {
            throw new TokenizerException($"The tokenizer's splitting pattern '{pattern}' is not understood: {e.Message}", e);
        }
    }

    /// <summary><c>X++</c> is <c>(?&gt;X+)</c>; where X is a class or one escape, dropping the mark gives the same matches or a longer search for them.</summary>
    private static string Possessive(string pattern) => Regex.Replace(pattern, @"(?<!\\)(?<what>\[(?:\\.|[^\]\\])*\]|\\p\{[A-Za-z]+\}|\\[A-Za-z])(?<times>[+*?]|\{\d+(?:,\d*)?\})\+", "(?>${what}${times})", RegexOptions.None, TimeSpan.FromSeconds(1));
}
