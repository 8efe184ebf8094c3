using System.Text;

namespace Onebox.TinyData;

/// <summary>
/// The forms in which Knowledge sends a passage: a title that is a path of headings or a file's name; paragraphs with blank lines between them, headings inside the text, lists, lines that the author broke.
/// </summary>
internal static class Layout
{
    private const string Joint = " › ";
    private static readonly string[] Parts = ["General", "Overview", "Details", "Scope", "Rules", "1. General", "2. Procedure", "3. Exceptions", "Part 2", "Notes", "Frequently asked questions", "Summary", "Conditions"];
    private static readonly string[] Books = ["Handbook", "Staff handbook", "Manual", "Guide", "Intranet", "Company rules", "Terms", "Documentation", "Appendix A", "Quality manual"];
    private static readonly string[] Intros = ["The following applies:", "Please note:", "In short:", "Important points:", "What you should know:", "Rules:"];
    private static readonly string[] Bullets = ["• ", "- ", "* ", "– "];

    /// <summary>Sentences as one text.</summary>
    public static string Text(Rng rng, IReadOnlyList<string> sentences)
    {
        if (sentences.Count == 0)
            return "";
        var form = rng.Below(20);
        if (form < 8 || sentences.Count == 1)
            return string.Join(' ', sentences);
        if (form < 11)
        {
            var bullet = rng.Pick(Bullets);
            return (rng.Chance(0.5) ? rng.Pick(Intros) + "\n\n" : "") + string.Join('\n', sentences.Select((s, i) => (form == 10 ? (char)('1' + (i % 9)) + ". " : bullet) + s));
        }

        var text = new StringBuilder();
        foreach (var sentence in sentences)
            text.Append(text.Length == 0 ? "" : rng.Chance(0.4) ? "\n\n" + (form > 17 && rng.Chance(0.5) ? rng.Pick(Parts) + "\n\n" : "") : form is 11 or 12 ? "\n" : " ").Append(sentence);
        return text.ToString();
    }

    /// <summary>The title and text as they stand in a prompt.</summary>
    public static (string Title, string Text) Dress(Rng rng, string title, string text)
    {
        text = rng.Below(20) switch
        {
            0 => Broken(rng, text),
            _ => text,
        };
        return rng.Below(20) switch
        {
            < 9 => (title, text),
            < 11 => (title + Joint + rng.Pick(Parts), text),
            < 13 => (rng.Pick(Books) + Joint + title, text),
            < 14 => (rng.Pick(Books) + Joint + title + Joint + rng.Pick(Parts), text),
            < 17 => (File(rng, title), title + rng.Pick(["\n\n", "\n\n", "\n"]) + text),
            < 18 => (title, title + "\n\n" + text),
            _ => (File(rng, title), text),
        };
    }

    /// <summary>A file's name without its ending.</summary>
    private static string File(Rng rng, string title)
    {
        var words = title.Split([' ', ':', ',', '/'], StringSplitOptions.RemoveEmptyEntries);
        var kept = string.Join(rng.Pick(["-", "_", " "]), words.Take(rng.Between(1, 3)));
        return (rng.Chance(0.7) ? kept.ToLowerInvariant() : kept) + rng.Below(6) switch { 0 => "-2024", 1 => "_v2", 2 => " 2025", _ => "" };
    }

    /// <summary>Lines of a plain text file; an answer has a space where a line ends.</summary>
    private static string Broken(Rng rng, string text)
    {
        if (text.Contains('\n', StringComparison.Ordinal))
            return text;
        var (width, line, broken) = (rng.Between(50, 100), 0, new StringBuilder());
        foreach (var word in text.Split(' '))
        {
            broken.Append(line == 0 ? "" : line + word.Length > width ? "\n" : " ").Append(word);
            line = line + word.Length > width ? word.Length : line + word.Length + 1;
        }

        return broken.ToString();
    }
}
