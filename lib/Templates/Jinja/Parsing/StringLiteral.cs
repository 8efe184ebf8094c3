using System.Globalization;
using System.Text;

namespace Onebox.Templates.Jinja.Parsing;

/// <summary>Python's string escapes.</summary>
internal static class StringLiteral
{
    public static string Decode(ReadOnlySpan<char> raw, int line)
    {
        if (!raw.Contains('\\')) return raw.ToString();
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                text.Append(raw[i]);
                continue;
            }
            var escape = raw[++i];
            switch (escape)
            {
                case '\n': break;
                case 'n': text.Append('\n'); break;
                case 't': text.Append('\t'); break;
                case 'r': text.Append('\r'); break;
                case 'a': text.Append('\a'); break;
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                case 'v': text.Append('\v'); break;
                case '\\' or '\'' or '"': text.Append(escape); break;
                case 'x': i += Hex(raw, i + 1, 2, text, line); break;
                case 'u': i += Hex(raw, i + 1, 4, text, line); break;
                case 'U': i += Hex(raw, i + 1, 8, text, line); break;
                case >= '0' and <= '7': i += Octal(raw, i, text); break;
                // Python keeps the backslash of an escape it does not know.
                default: text.Append('\\').Append(escape); break;
            }
        }
        return text.ToString();
    }

    private static int Hex(ReadOnlySpan<char> raw, int at, int digits, StringBuilder text, int line)
    {
        if (at + digits > raw.Length || !uint.TryParse(raw.Slice(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10FFFF)
            throw new TemplateException(TemplateFault.Syntax, "a string has an escape that is not a character", line);
        if (code is >= 0xD800 and <= 0xDFFF || code < 0x10000) text.Append((char)code);
        else text.Append(new Rune(code).ToString());
        return digits;
    }

    private static int Octal(ReadOnlySpan<char> raw, int at, StringBuilder text)
    {
        var value = 0;
        var length = 0;
        while (length < 3 && at + length < raw.Length && raw[at + length] is >= '0' and <= '7') value = (value * 8) + raw[at + length++] - '0';
        text.Append((char)value);
        return length - 1;
    }
}
