using System.Text;
using System.Text.RegularExpressions;

namespace Onebox.Llama;

/// <summary>
/// Waits in the free part of an output for the text that a grammar takes over from. llama.cpp has lazy grammars of its own, but a token that holds the trigger and then
/// something that the grammar refuses ends the process there.
/// </summary>
internal sealed class GrammarTrigger
{
    private const int Remembered = 512;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Regex[] _patterns;
    private byte[] _seen = [];

    public GrammarTrigger(IReadOnlyList<string> patterns)
    {
        try
        {
            _patterns = [.. patterns.Select(p => new Regex(p, RegexOptions.CultureInvariant, Patience))];
        }
        catch (ArgumentException error)
        {
            throw new LlamaException(LlamaErrorCode.BadGrammar, $"A trigger of the grammar is no regular expression: {error.Message}", inner: error);
        }
    }

    /// <summary>True when the text so far and this piece hold a trigger; <paramref name="held"/> is what the grammar must take, trigger included.</summary>
    public bool Meets(ReadOnlySpan<byte> piece, out byte[] held)
    {
        held = [];
        if (piece.IsEmpty) return false;
        var text = Encoding.UTF8.GetString([.. _seen, .. piece]);
        foreach (var pattern in _patterns)
        {
            if (Match(pattern, text) is not { Success: true } match) continue;
            var start = match.Groups.Count > 1 && match.Groups[1].Success ? match.Groups[1].Index : match.Index;
            held = Encoding.UTF8.GetBytes(text[start..]);
            return true;
        }
        return false;
    }

    public void Pass(ReadOnlySpan<byte> piece)
    {
        byte[] all = [.. _seen, .. piece];
        _seen = all.Length > Remembered ? all[^Remembered..] : all;
    }

    private static Match? Match(Regex pattern, string text)
    {
        try
        {
            return pattern.Match(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
