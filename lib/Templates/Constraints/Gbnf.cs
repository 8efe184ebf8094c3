using System.Globalization;
using System.Text;

namespace Onebox.Templates.Constraints;

/// <summary>Spelling of GBNF, the notation of llama.cpp's grammar engine.</summary>
internal static class Gbnf
{
    /// <summary>A terminal that is exactly this text.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes()) AppendEscaped(literal, rune.Value, "\"\\");
        return literal.Append('"').ToString();
    }

    /// <summary>A class of these code point ranges; <paramref name="negated"/> for all others.</summary>
    public static string Class(IEnumerable<(int First, int Last)> ranges, bool negated = false)
    {
        var text = new StringBuilder(negated ? "[^" : "[");
        foreach (var (first, last) in ranges)
        {
            AppendEscaped(text, first, "[]^-\\\"");
            if (last == first) continue;
            text.Append('-');
            AppendEscaped(text, last, "[]^-\\\"");
        }
        return text.Append(']').ToString();
    }

    public static string Repeat(string item, int least, int? most) => (least, most) switch
    {
        (0, null) => item + "*",
        (1, null) => item + "+",
        (0, 1) => item + "?",
        (_, null) => string.Create(CultureInfo.InvariantCulture, $"{item}{{{least},}}"),
        var (a, b) when a == b => string.Create(CultureInfo.InvariantCulture, $"{item}{{{a}}}"),
        var (a, b) => string.Create(CultureInfo.InvariantCulture, $"{item}{{{a},{b}}}"),
    };

    private static void AppendEscaped(StringBuilder text, int code, string special)
    {
        switch (code)
        {
            case '\n': text.Append("\\n"); break;
            case '\r': text.Append("\\r"); break;
            case '\t': text.Append("\\t"); break;
            // Only \" \\ \[ \] are escapes of the engine's parser; anything else special goes by number.
            case '"' or '\\' or '[' or ']' when special.Contains((char)code, StringComparison.Ordinal): text.Append('\\').Append((char)code); break;
            case < 0x20 or 0x7f: text.Append(CultureInfo.InvariantCulture, $"\\x{code:X2}"); break;
            case '^' or '-' when special.Contains((char)code, StringComparison.Ordinal): text.Append(CultureInfo.InvariantCulture, $"\\x{code:X2}"); break;
            case < 0x80: text.Append((char)code); break;
            case <= 0xffff and (>= 0xd800 and <= 0xdfff or >= 0xfff0): text.Append(CultureInfo.InvariantCulture, $"\\u{code:X4}"); break;
            default: text.Append(new Rune(code).ToString()); break;
        }
    }
}
