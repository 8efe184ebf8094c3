using System.Text.RegularExpressions;

namespace Onebox.Kernel;

/// <summary>The rule for names that people give to resources: they appear in addresses, files and requests.</summary>
public static partial class Names
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 96;

    /// <summary>What to tell somebody whose name is refused.</summary>
    public const string Rule = "A name has 1 to 96 characters: letters, digits, '.', '_', '-' and ':', and starts with a letter or digit.";

    public static bool IsValid(string? name) => name is not null && name.Length <= MaxLength && Pattern().IsMatch(name);

    /// <summary>Makes a valid name out of <paramref name="text"/>, such as a file name; null when nothing is left of it.</summary>
    public static string? From(string text)
    {
        var kept = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':' ? c : '-')).Trim('-', '.', '_', ':');
        if (kept.Length > MaxLength) kept = kept[..MaxLength];
        return IsValid(kept) ? kept : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
