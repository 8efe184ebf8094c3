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
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
