using System.Net;
using System.Text.RegularExpressions;

namespace Onebox.TinyData;

/// <summary>Sentences of one section of a document that people wrote, paragraph by paragraph.</summary>
internal sealed record Section(string Title, IReadOnlyList<IReadOnlyList<string>> Paragraphs);

/// <summary>
/// Running text out of HTML manuals: paragraphs of plain sentences under their nearest heading. What looks like code is left out. A file belongs to one split by the hash of its name.
/// </summary>
internal static partial class Prose
{
    private const int LongestSentence = 260;

    public static IReadOnlyList<Section> Read(string folder, Split split)
    {
        var sections = new List<Section>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if ((name.EndsWith(".html", StringComparison.Ordinal) || name.EndsWith(".html.en", StringComparison.Ordinal)) && SplitOf.Allows(split, name))
                Read(File.ReadAllText(path), sections);
        }

        return sections;
    }

    private static void Read(string html, List<Section> sections)
    {
        var (title, paragraphs) = ("", new List<IReadOnlyList<string>>());
        foreach (var match in Part().EnumerateMatches(html))
        {
            var element = html.AsSpan(match.Index, match.Length);
            var text = Plain(element[(element.IndexOf('>') + 1)..^4].ToString());
            if (element[1] is 'h' or 'H')
            {
                Close();
                title = Heading().Replace(text, "").Trim();
            }
            else if (Sentences(text) is { Count: > 0 } sentences)
                paragraphs.Add(sentences);
        }

        Close();

        void Close()
        {
            if (paragraphs.Count > 0 && title.Length is > 2 and < 80)
                sections.Add(new Section(title, paragraphs));
            paragraphs = [];
        }
    }

    private static string Plain(string html) => Space().Replace(WebUtility.HtmlDecode(Tag().Replace(html, "")), " ").Trim();

    /// <summary>Whole sentences only, or none where the paragraph is not plain English.</summary>
    private static List<string> Sentences(string text)
    {
        var found = new List<string>();
        if (text.Length is < 60 or > 2000 || text.Count(c => char.IsAsciiLetter(c) || c == ' ') < 0.93 * text.Length || text.IndexOfAny(['{', '}', '=', '<', '>', '|', '\\', '$', '[', ']']) >= 0 || text[^1] != '.' || !ProseQuestions.IsEnglish(text))
            return found;
        foreach (var part in End().Split(text))
        {
            if (part.Length is < 30 or > LongestSentence || part[^1] is not ('.' or '!' or '?') || !char.IsAsciiLetterUpper(part[0]) || part.Contains(". ", StringComparison.Ordinal))
                return [];
            found.Add(part);
        }

        return found;
    }

    [GeneratedRegex(@"<p[\s>].*?</p>|<h[1-4][\s>].*?</h[1-4]>", RegexOptions.Singleline | RegexOptions.IgnoreCase, 10000)]
    private static partial Regex Part();

    [GeneratedRegex("<[^>]*>?", RegexOptions.None, 10000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+", RegexOptions.None, 10000)]
    private static partial Regex Space();

    [GeneratedRegex(@"^[\d.\s]+|[¶#]+$", RegexOptions.None, 10000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<=[.!?]) (?=[A-Z])", RegexOptions.None, 10000)]
    private static partial Regex End();
}
