namespace Onebox.Knowledge.Tables;

/// <summary>Singular and plural of English nouns. No stemmer: universe and university are two things here.</summary>
internal static class Inflection
{
    private static readonly Dictionary<string, string> Irregular = new(StringComparer.Ordinal)
    {
        ["people"] = "person",
        ["men"] = "man",
        ["women"] = "woman",
        ["children"] = "child",
        ["mice"] = "mouse",
        ["feet"] = "foot",
        ["teeth"] = "tooth",
    };

    private static readonly HashSet<string> NoPlural = new(["news", "series", "species"], StringComparer.Ordinal);

    public static bool Same(string one, string other) => one == other || IsPlural(one, other) || IsPlural(other, one);

    private static bool IsPlural(string plural, string singular)
    {
        if (singular.Length < 2 || plural.Length < 3) return false;
        if (Irregular.TryGetValue(plural, out var known)) return known == singular;
        if (plural[^1] != 's' || plural.EndsWith("ss", StringComparison.Ordinal) || NoPlural.Contains(plural) || !char.IsLetter(singular[^1])) return false;
        if (plural.Length == singular.Length + 1 && plural.StartsWith(singular, StringComparison.Ordinal)) return true;
        if (plural == singular + "es") return singular[^1] is 's' or 'x' or 'z' or 'h' or 'o';
        if (plural.EndsWith("ies", StringComparison.Ordinal)) return singular == plural[..^3] + "y";
        return plural.EndsWith("ves", StringComparison.Ordinal) && (singular == plural[..^3] + "f" || singular == plural[..^3] + "fe");
    }
}
