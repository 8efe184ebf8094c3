using System.Globalization;

namespace Onebox.Documents.Word;

/// <summary>Characters of symbol fonts that carry meaning in forms.</summary>
internal static class WordSymbols
{
    private static readonly Dictionary<int, string> Wingdings = new()
    {
        [0xFC] = "✓",
        [0xFB] = "✗",
        [0xFE] = "☑",
        [0xFD] = "☒",
        [0xA8] = "☐",
        [0x6F] = "☐",
        [0x71] = "☐",
        [0x52] = "☑",
        [0x51] = "☒",
        [0x54] = "☒",
        [0xE0] = "→",
        [0xDF] = "←",
        [0xE1] = "↑",
        [0xE2] = "↓",
        [0x6C] = "●",
        [0x6E] = "■",
        [0xA7] = "▪",
        [0x4A] = "☺",
        [0xD8] = "➢",
    };

    private static readonly Dictionary<int, string> Symbol = new()
    {
        [0xB0] = "°",
        [0xB1] = "±",
        [0xB4] = "×",
        [0xB8] = "÷",
        [0xA3] = "≤",
        [0xB3] = "≥",
        [0xB9] = "≠",
        [0xBB] = "≈",
        [0xA5] = "∞",
        [0xB7] = "•",
        [0xAE] = "→",
        [0x61] = "α",
        [0x62] = "β",
        [0x67] = "γ",
        [0x64] = "δ",
        [0x65] = "ε",
        [0x6C] = "λ",
        [0x6D] = "μ",
        [0x70] = "π",
        [0x73] = "σ",
        [0x77] = "ω",
        [0x44] = "Δ",
        [0x57] = "Ω",
        [0x53] = "Σ",
    };

    /// <param name="font">The symbol font's name.</param>
    /// <param name="code">In hexadecimal, often moved to the private use area by F000.</param>
    public static string Read(string? font, string? code)
    {
        if (!int.TryParse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)) return "";
        var place = value & 0xFF;
        if (font?.StartsWith("Wingdings", StringComparison.OrdinalIgnoreCase) == true) return Wingdings.GetValueOrDefault(place, "•");
        if (font == "Symbol") return Symbol.GetValueOrDefault(place, place is >= 0x20 and < 0x7F ? ((char)place).ToString() : "•");
        return value is >= 0xF000 and <= 0xF0FF ? (place is >= 0x20 and < 0x7F ? ((char)place).ToString() : "•") : value is > 0 and < 0xD800 ? ((char)value).ToString() : "";
    }
}
