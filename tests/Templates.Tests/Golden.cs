using System.Text.Json;

namespace Onebox.Templates.Tests;

/// <summary>Reads what golden/make.py wrote.</summary>
internal static class Golden
{
    public static TimeProvider Clock { get; } = new FixedClock();

    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", name)));
        return document.RootElement.Clone();
    }

    public static string Template(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "templates", name + ".jinja"));

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static Dictionary<string, JsonElement> Fields(JsonElement element) =>
        element.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2025, 3, 7, 9, 5, 3, TimeSpan.Zero);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
