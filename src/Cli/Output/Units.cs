using System.Globalization;

namespace Onebox.Cli.Output;

/// <summary>Numbers with units, in the user's culture.</summary>
internal static class Units
{
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary><c>4.1 GiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        while (Math.Abs(bytes) >= 1024 && unit < Binary.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return $"{bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.CurrentCulture)} {Binary[unit]}";
    }

    /// <summary><c>7.6B</c>, <c>124M</c>.</summary>
    public static string Count(double? number) => number switch
    {
        null => "",
        >= 1e12 => $"{(number.Value / 1e12).ToString("0.0", CultureInfo.CurrentCulture)}T",
        >= 1e9 => $"{(number.Value / 1e9).ToString("0.0", CultureInfo.CurrentCulture)}B",
        >= 1e6 => $"{(number.Value / 1e6).ToString("0", CultureInfo.CurrentCulture)}M",
        >= 1e4 => $"{(number.Value / 1e3).ToString("0", CultureInfo.CurrentCulture)}K",
        _ => number.Value.ToString("0", CultureInfo.CurrentCulture),
    };

    /// <summary><c>3 m 20 s</c>.</summary>
    public static string Duration(double seconds) => TimeSpan.FromSeconds(Math.Max(0, seconds)) switch
    {
        { TotalSeconds: < 60 } t => $"{t.Seconds} s",
        { TotalHours: < 1 } t => $"{t.Minutes} m {t.Seconds} s",
        { TotalDays: < 1 } t => $"{t.Hours} h {t.Minutes} m",
        var t => $"{(int)t.TotalDays} d {t.Hours} h",
    };

    /// <summary>How long ago.</summary>
    public static string Ago(DateTimeOffset? time) => time is { } at ? $"{Duration((TimeProvider.System.GetUtcNow() - at).TotalSeconds)} ago" : "never";

    public static string Number(double number, string format = "0.0") => number.ToString(format, CultureInfo.CurrentCulture);
}
