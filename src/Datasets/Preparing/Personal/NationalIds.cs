using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Datasets.Preparing.Personal;

/// <summary>
/// National numbers of persons, each with its own check: CN resident (GB 11643, ISO 7064 MOD 11-2), DE tax (ISO 7064 MOD 11,10), ES DNI and NIE,
/// FR NIR, IT codice fiscale, BR CPF, NL BSN, PL PESEL, IN Aadhaar (Verhoeff), US SSN (no check digit: its unused ranges). Those that are
/// bare digits with a weak check count only after a word that tells.
/// </summary>
internal static partial class NationalIds
{
    private const string Spanish = "TRWAGMYFPDXBNJZSQVHLCKE";

    public static readonly IReadOnlyList<PersonalKind> All =
    [
        Kind(ChinesePattern(), (found, _) => Chinese(found)),
        Kind(ItalianPattern(), (found, _) => Italian(found)),
        Kind(SpanishPattern(), (found, _) => IsSpanish(found)),
        Kind(FrenchPattern(), (found, _) => French(found)),
        Kind(BrazilianPattern(), (found, before) => (found.Contains('.') || Says(before, "cpf")) && Brazilian(found)),
        Kind(IndianPattern(), (found, before) => (found.Contains(' ') || Says(before, "aadhaar")) && Verhoeff.Holds(found)),
        Kind(AmericanPattern(), (found, before) => (found.Contains('-') || Says(before, "ssn", "social security")) && American(found)),
        Kind(ElevenPattern(), (found, before) => (Says(before, "steuer", "idnr", "tax id", "tin") && GermanTax(found)) || (Says(before, "pesel") && Polish(found))),
        Kind(NinePattern(), (found, before) => Says(before, "bsn", "burgerservicenummer", "sofi") && Dutch(found)),
    ];

    private static PersonalKind Kind(Regex pattern, PersonalProof holds) => new("national-id", "<ID>", pattern, holds);

    private static bool Says(ReadOnlySpan<char> before, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (before.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static bool Chinese(ReadOnlySpan<char> id)
    {
        if (!DateOnly.TryParseExact(id[6..14], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return false;
        var rest = Checksums.Weighted(id, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], 11);
        return char.ToUpperInvariant(id[17]) == "10X98765432"[rest];
    }

    private static bool Italian(ReadOnlySpan<char> id)
    {
        ReadOnlySpan<int> odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var c = char.ToUpperInvariant(id[i]);
            var value = char.IsAsciiDigit(c) ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }

        return char.ToUpperInvariant(id[15]) == (char)('A' + (sum % 26));
    }

    private static bool IsSpanish(ReadOnlySpan<char> id)
    {
        Span<char> plain = stackalloc char[id.Length];
        var text = plain[..Checksums.Plain(id, plain)];
        if (text.Length != 9) return false;
        if (text[0] is 'X' or 'Y' or 'Z') text[0] = (char)(text[0] - 'X' + '0');
        return int.TryParse(text[..8], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && text[8] == Spanish[number % 23];
    }

    private static bool French(ReadOnlySpan<char> id)
    {
        Span<char> plain = stackalloc char[id.Length];
        var text = plain[..Checksums.Plain(id, plain)].ToString();
        if (text.Length != 15) return false;
        // Corsica's departments have letters, which count as 19 and 18.
        var digits = text[..13].Replace("2A", "19", StringComparison.Ordinal).Replace("2B", "18", StringComparison.Ordinal);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && int.TryParse(text.AsSpan(13), NumberStyles.None, CultureInfo.InvariantCulture, out var key) && key == 97 - (int)(number % 97);
    }

    private static bool Brazilian(ReadOnlySpan<char> id)
    {
        Span<char> plain = stackalloc char[id.Length];
        var digits = plain[..Checksums.Plain(id, plain)];
        if (digits.Length != 11 || digits.IndexOfAnyExcept(digits[0]) < 0) return false;
        var first = Checksums.Weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2], 11);
        var second = Checksums.Weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2], 11);
        return digits[9] - '0' == (first < 2 ? 0 : 11 - first) && digits[10] - '0' == (second < 2 ? 0 : 11 - second);
    }

    private static bool American(ReadOnlySpan<char> id)
    {
        Span<char> plain = stackalloc char[id.Length];
        var digits = plain[..Checksums.Plain(id, plain)];
        return digits.Length == 9 && !digits.StartsWith("000") && !digits.StartsWith("666") && digits[0] != '9' && !digits[3..5].SequenceEqual("00") && !digits[5..].SequenceEqual("0000");
    }

    private static bool GermanTax(ReadOnlySpan<char> id)
    {
        Span<char> plain = stackalloc char[id.Length];
        var digits = plain[..Checksums.Plain(id, plain)];
        if (digits.Length != 11 || digits[0] == '0') return false;
        var product = 10;
        for (var i = 0; i < 10; i++)
        {
            var sum = (digits[i] - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return digits[10] - '0' == (11 - product) % 10;
    }

    private static bool Polish(ReadOnlySpan<char> id)
    {
        Span<char> plain = stackalloc char[id.Length];
        var digits = plain[..Checksums.Plain(id, plain)];
        return digits.Length == 11 && Checksums.Weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], 10) == 0;
    }

    private static bool Dutch(ReadOnlySpan<char> id)
    {
        Span<char> plain = stackalloc char[id.Length];
        var digits = plain[..Checksums.Plain(id, plain)];
        return digits.Length == 9 && Checksums.Weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1], 11) == 0;
    }

    [GeneratedRegex(@"\b[1-9][0-9]{16}[0-9Xx]\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ChinesePattern();

    [GeneratedRegex(@"\b[A-Za-z]{6}[0-9]{2}[A-EHLMPRSTa-ehlmprst][0-9]{2}[A-Za-z][0-9]{3}[A-Za-z]\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ItalianPattern();

    [GeneratedRegex(@"\b(?:[0-9]{8}|[XYZxyz]-?[0-9]{7})-?[A-Za-z]\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex SpanishPattern();

    [GeneratedRegex(@"\b[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex FrenchPattern();

    [GeneratedRegex(@"\b[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex BrazilianPattern();

    [GeneratedRegex(@"\b[2-9][0-9]{3} ?[0-9]{4} ?[0-9]{4}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex IndianPattern();

    [GeneratedRegex(@"\b[0-8][0-9]{2}-?[0-9]{2}-?[0-9]{4}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex AmericanPattern();

    [GeneratedRegex(@"\b[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ElevenPattern();

    [GeneratedRegex(@"\b[0-9]{9}\b|\b[0-9]{4}\.[0-9]{2}\.[0-9]{3}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex NinePattern();
}

/// <summary>Verhoeff's check digit (1969): the dihedral group of order ten; finds every single error and swap.</summary>
internal static class Verhoeff
{
    private static readonly int[] Permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

    public static bool Holds(ReadOnlySpan<char> text)
    {
        Span<char> plain = stackalloc char[text.Length];
        var digits = plain[..Checksums.Plain(text, plain)];
        var check = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            for (var p = 0; p < i % 8; p++) digit = Permutation[digit];
            check = Multiply(check, digit);
        }

        return digits.Length > 1 && check == 0;
    }

    /// <summary>In the dihedral group D5: 0 to 4 turn, 5 to 9 turn and flip.</summary>
    private static int Multiply(int a, int b) => (a < 5, b < 5) switch
    {
        (true, true) => (a + b) % 5,
        (true, false) => ((a + b - 5) % 5) + 5,
        (false, true) => ((a - 5 - b + 5) % 5) + 5,
        (false, false) => (a - b + 5) % 5,
    };
}
