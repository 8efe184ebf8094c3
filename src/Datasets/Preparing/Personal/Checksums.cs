namespace Onebox.Datasets.Preparing.Personal;

/// <summary>The check digits of published numbering schemes, over digits and letters with anything else passed over.</summary>
internal static class Checksums
{
    /// <summary>Lengths by country: the IBAN registry (SWIFT, ISO 13616).</summary>
    private static readonly Dictionary<string, int> IbanLengths = Lengths(
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24 TR26 UA29 VA22 VG24 XK20");

    /// <summary>ISO 7064 MOD 97-10 over the rearranged number, as ISO 13616 says.</summary>
    public static bool Iban(ReadOnlySpan<char> text)
    {
        Span<char> plain = stackalloc char[text.Length];
        var length = Plain(text, plain);
        if (length < 5 || !IbanLengths.TryGetValue(plain[..2].ToString(), out var right) || right != length) return false;
        var rest = 0;
        for (var i = 0; i < length; i++)
        {
            var c = plain[(i + 4) % length];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        }

        return rest == 1;
    }

    /// <summary>13 to 19 digits, a known network's beginning, and Luhn (ISO/IEC 7812-1).</summary>
    public static bool Card(ReadOnlySpan<char> text)
    {
        Span<char> plain = stackalloc char[text.Length];
        var digits = plain[..Plain(text, plain)];
        if (digits.Length is < 13 or > 19 || digits.IndexOfAnyExcept(digits[0]) < 0) return false;
        var network = digits[0] switch
        {
            '4' => digits.Length is 13 or 16 or 19,
            '5' => digits.Length == 16 && digits[1] is >= '1' and <= '5',
            '2' => digits.Length == 16,
            '3' => digits.Length is 14 or 15 or 16,
            '6' => digits.Length is >= 16 and <= 19,
            _ => false,
        };
        return network && Luhn(digits);
    }

    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>The sum of digits times weights, modulo <paramref name="modulus"/>.</summary>
    public static int Weighted(ReadOnlySpan<char> digits, ReadOnlySpan<int> weights, int modulus)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++) sum += (digits[i] - '0') * weights[i];
        return ((sum % modulus) + modulus) % modulus;
    }

    /// <summary>Letters and digits only, upper case.</summary>
    public static int Plain(ReadOnlySpan<char> text, Span<char> plain)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c)) plain[length++] = char.ToUpperInvariant(c);
        }

        return length;
    }

    private static Dictionary<string, int> Lengths(string table) =>
        table.Split(' ').ToDictionary(e => e[..2], e => int.Parse(e.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
