using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Prompting;

/// <summary>
/// A client's own GBNF. The native parser recurses over parentheses and would end the process where its stack ends, so depth and length
/// are bounded before it sees the text.
/// </summary>
internal static class GrammarText
{
    private const int MostCharacters = 256 * 1024, MostDepth = 64;

    public static string? Read(Fields fields)
    {
        if (fields.Text("grammar") is not { Length: > 0 } text) return null;
        if (text.Length > MostCharacters) throw fields.Wrong("grammar", $"may have at most {MostCharacters} characters.");
        if (text.Contains('\0')) throw fields.Wrong("grammar", "must not contain a null character.");
        if (Depth(text) > MostDepth) throw fields.Wrong("grammar", $"may nest at most {MostDepth} parentheses.");
        return text;
    }

    /// <summary>Deepest nesting of parentheses outside of literals, classes and comments.</summary>
    private static int Depth(string text)
    {
        int depth = 0, deepest = 0;
        var closing = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (closing != '\0')
            {
                if (c == '\\' && closing != '\n') i++;
                else if (c == closing) closing = '\0';
                continue;
            }

            switch (c)
            {
                case '"': closing = '"'; break;
                case '[': closing = ']'; break;
                case '#': closing = '\n'; break;
                case '(': deepest = Math.Max(deepest, ++depth); break;
                case ')': depth--; break;
            }
        }

        return deepest;
    }
}
