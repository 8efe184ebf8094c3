using System.Globalization;

namespace Onebox.Console.Parts;

/// <summary>Numbers as people read them: in the viewer's culture and always with their unit.</summary>
internal static class Amounts
{
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    private static readonly (double Size, string Name)[] Counts = [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")];

    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    /// <summary><c>3.42 GiB</c>: three digits that count.</summary>
    public static string Bytes(double? bytes)
    {
        if (bytes is not { } amount) return "–";
        var unit = 0;
        while (Math.Abs(amount) >= 1024 && unit < ByteUnits.Length - 1)
        {
            amount /= 1024;
            unit++;
        }

        return $"{amount.ToString(unit == 0 ? "0" : Digits(amount), Culture)} {ByteUnits[unit]}";
    }

    /// <summary><c>7.62 B</c> of parameters, <c>260 K</c>.</summary>
    public static string Count(long? count)
    {
        if (count is not { } amount) return "–";
        var (size, name) = Counts.FirstOrDefault(c => amount >= c.Size);
        return size == 0 ? amount.ToString("N0", Culture) : $"{(amount / size).ToString(Digits(amount / size), Culture)} {name}";
    }

    public static string Number(double? number, string unit = "") =>
        number is { } amount ? $"{amount.ToString(Math.Abs(amount) >= 1000 ? "N0" : Digits(amount), Culture)}{(unit.Length > 0 ? " " + unit : "")}" : "–";

    public static string Cores(double cores) => $"{Number(cores)} {(cores is 1 ? "core" : "cores")}";

    public static string Whole(long? number) => number?.ToString("N0", Culture) ?? "–";

    public static string Percent(double? fraction) => fraction?.ToString("P0", Culture) ?? "–";

    public static string Milliseconds(double? milliseconds) => milliseconds switch
    {
        null => "–",
        < 10 => $"{milliseconds.Value.ToString("0.0", Culture)} ms",
        < 1000 => $"{milliseconds.Value.ToString("0", Culture)} ms",
        _ => $"{(milliseconds.Value / 1000).ToString("0.00", Culture)} s",
    };

    /// <summary><c>4 min 10 s</c>: two units at most.</summary>
    public static string Duration(double? seconds)
    {
        if (seconds is not { } amount || double.IsNaN(amount)) return "–";
        var span = TimeSpan.FromSeconds(Math.Min(Math.Max(amount, 0), TimeSpan.FromDays(9999).TotalSeconds));
        return span switch
        {
            { TotalSeconds: < 1 } => "under 1 s",
            { TotalMinutes: < 1 } => $"{span.Seconds} s",
            { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
            { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes} min",
            _ => $"{(int)span.TotalDays} d {span.Hours} h",
        };
    }

    /// <summary><c>12 min ago</c>, <c>in 3 h</c>.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var seconds = (now - at).TotalSeconds;
        var text = Math.Abs(seconds) switch
        {
            < 5 => null,
            < 60 => $"{(int)Math.Abs(seconds)} s",
            < 3600 => $"{(int)(Math.Abs(seconds) / 60)} min",
            < 86_400 => $"{(int)(Math.Abs(seconds) / 3600)} h",
            _ => $"{(int)(Math.Abs(seconds) / 86_400)} d",
        };
        return text is null ? "now" : seconds < 0 ? $"in {text}" : $"{text} ago";
    }

    /// <summary>What was done of how much, at which rate.</summary>
    public static string Of(double amount, string unit) => unit == "bytes" ? Bytes(amount) : $"{Number(amount)} {unit}";

    private static string Digits(double amount) => Math.Abs(amount) switch
    {
        >= 100 => "0",
        >= 10 => "0.#",
        _ => "0.##",
    };
}
