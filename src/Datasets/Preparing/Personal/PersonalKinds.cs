using System.Net;
using System.Text.RegularExpressions;

namespace Onebox.Datasets.Preparing.Personal;

/// <summary>All kinds of personal data that are found, the surest first: what one has taken the next does not see.</summary>
internal static partial class PersonalKinds
{
    public static readonly IReadOnlyList<PersonalKind> All =
    [
        new("email", "<EMAIL>", Email(), (_, _) => true),
        new("iban", "<IBAN>", Iban(), (found, _) => Checksums.Iban(found)),
        new("card", "<CARD>", Card(), (found, _) => Checksums.Card(found)),
        .. NationalIds.All,
        new("ip", "<IP>", Ip4(), (found, before) => IPAddress.TryParse(found, out IPAddress? _) && !SaysVersion(before)),
        new("ip", "<IP>", Ip6(), (found, _) => found.Count(':') >= 2 && IPAddress.TryParse(found, out IPAddress? _)),
        new("phone", "<PHONE>", Phone(), Phones.Is),
        new("name", "<NAME>", FirstNames.Pattern, (found, _) => FirstNames.Begins(found)),
    ];

    public static readonly IReadOnlyCollection<string> Names = [.. All.Select(k => k.Name).Distinct(StringComparer.Ordinal)];

    private static bool SaysVersion(ReadOnlySpan<char> before)
    {
        var last = before.TrimEnd();
        return last.EndsWith("version", StringComparison.OrdinalIgnoreCase) || last.EndsWith("v", StringComparison.OrdinalIgnoreCase) || last.EndsWith("section", StringComparison.OrdinalIgnoreCase) || last.EndsWith("§", StringComparison.Ordinal);
    }

    // RFC 5322's everyday part.
    [GeneratedRegex(@"[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,6}\.\p{L}{2,24}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Iban();

    [GeneratedRegex(@"\b[3-6][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{1,4}(?:[ -]?[0-9]{1,3})?\b|\b3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Card();

    [GeneratedRegex(@"\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Ip4();

    [GeneratedRegex(@"\b[0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){2,7}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Ip6();

    [GeneratedRegex(@"(?:\+|\b00|\(0|\b0|\()[0-9](?:[ ./()-]{0,2}[0-9]){6,14}\b|\b[2-9][0-9]{2}[-.][0-9]{3}[-.][0-9]{4}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Phone();
}

/// <summary>Tells telephone numbers from other rows of digits.</summary>
internal static class Phones
{
    private static readonly string[] Words = ["phone", "tel", "call", "fax", "mobile", "mobil", "handy", "telefon", "téléphone", "teléfono", "anruf", "whatsapp", "cell", "电话", "手机"];

    /// <summary>International ones are enough by themselves; others need separators, or a word before them.</summary>
    public static bool Is(ReadOnlySpan<char> found, ReadOnlySpan<char> before)
    {
        var digits = 0;
        var separators = 0;
        foreach (var c in found)
        {
            if (char.IsAsciiDigit(c)) digits++;
            else if (c is ' ' or '-' or '/' or '(' or '.') separators++;
        }

        if (digits is < 7 or > 15) return false;
        if (found[0] == '+') return true;
        if (found.Contains('.') && found.Count('.') >= 3) return false;
        foreach (var word in Words)
        {
            if (before.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        // A date such as 01-02-2024 or 01/02/2024 has eight digits in three groups.
        return separators > 0 && digits >= 9;
    }
}
