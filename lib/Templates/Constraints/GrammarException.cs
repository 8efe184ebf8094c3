namespace Onebox.Templates.Constraints;

/// <summary>A schema that no grammar can be made of: the caller's to change.</summary>
/// <param name="keyword">The keyword at fault, for instance <c>uniqueItems</c>.</param>
/// <param name="path">Where it stands, as a JSON pointer: <c>#/properties/tags</c>.</param>
public sealed class GrammarException(string keyword, string path, string reason)
    : Exception($"JSON schema, '{keyword}' at {path}: {reason}")
{
    public string Keyword { get; } = keyword;

    public string Path { get; } = path;

    public string Reason { get; } = reason;
}
