using System.Globalization;
using System.Numerics;

namespace Onebox.Templates.Jinja.Parsing;

/// <summary>A written integer's value: decimal of any length, or hexadecimal, octal and binary of 64 bits.</summary>
internal static class IntegerLiteral
{
    public static object Read(Token token)
    {
        var prefix = token.Text.Length > 2 && token.Text[0] == '0' ? char.ToLowerInvariant(token.Text[1]) : '0';
        try
        {
            return prefix switch
            {
                'x' => (object)Convert.ToInt64(token.Text[2..], 16),
                'o' => Convert.ToInt64(token.Text[2..], 8),
                'b' => Convert.ToInt64(token.Text[2..], 2),
                _ => long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? (object)whole
                    : token.Text.Length <= 1000 ? BigInteger.Parse(token.Text, CultureInfo.InvariantCulture) : throw new OverflowException(),
            };
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            throw new TemplateException(TemplateFault.Syntax, $"{token.Describe()} is not an integer of this language", token.Line);
        }
    }
}
