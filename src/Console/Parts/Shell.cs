using System.Text.RegularExpressions;

namespace Onebox.Console.Parts;

/// <summary>Commands as a person types them.</summary>
internal static partial class Shell
{
    /// <summary>The command with its words quoted where a shell would take them apart.</summary>
    /// <param name="words">Null ones are left out.</param>
    public static string Line(params ReadOnlySpan<string?> words)
    {
        var line = new List<string> { "onebox" };
        foreach (var word in words)
            if (word is not null) line.Add(Quoted(word));
        return string.Join(' ', line);
    }

    private static string Quoted(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[\w@%+=:,./-]+\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Plain();
}
