namespace Onebox.TinyData;

/// <summary>Something a passage says: ways to ask for it and the words of the passage that answer.</summary>
internal sealed record Fact(IReadOnlyList<string> Questions, string Answer);

/// <summary>One passage with what it says, and questions close to its topic that it does not answer.</summary>
internal sealed record Scene(string Title, string Text, IReadOnlyList<Fact> Facts, IReadOnlyList<string> Missing);

/// <summary>A maker of passages. <c>Several</c> gives passages alike, so that the names in the question decide which is meant.</summary>
internal interface ISource
{
    Scene One();

    IReadOnlyList<Scene> Several(int count);
}

internal static class Sentence
{
    private static readonly string[] Marks = ["- ", "* ", "A: "];

    /// <summary>
    /// The sentence or line of the text that holds the answer, as it stands there. A whole sentence begins with what the question names, so that one step of copying leads to
    /// the next; a bare value would have to be found in one leap, which a model this small did not learn. Null where the answer is not there or more than one sentence holds it.
    /// </summary>
    public static string? Around(string text, string answer)
    {
        string? found = null;
        foreach (var line in text.Split('\n'))
        {
            foreach (var part in line.Replace(". ", ".\u0001", StringComparison.Ordinal).Split('\u0001'))
            {
                if (!part.Contains(answer, StringComparison.OrdinalIgnoreCase) || part.StartsWith("Q: ", StringComparison.Ordinal))
                    continue;
                if (found is not null)
                    return null;
                found = Array.Find(Marks, m => part.StartsWith(m, StringComparison.Ordinal)) is { } mark ? part[mark.Length..] : part;
            }
        }

        return found?.Trim();
    }

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
