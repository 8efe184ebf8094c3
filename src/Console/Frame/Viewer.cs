using Onebox.Api.Access;
using Onebox.Api.Box;

namespace Onebox.Console.Frame;

/// <summary>Who looks at the console, from where, and at which box.</summary>
internal sealed class Viewer
{
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <summary>Null before the frame has asked.</summary>
    public SessionInfo? Session { get; set; }

    public BoxInfo? Box { get; set; }

    /// <summary><c>system</c>, <c>light</c> or <c>dark</c>.</summary>
    public string Theme { get; set; } = "system";

    public bool Dark { get; set; }

    /// <summary>True when the viewer's role allows the action. The box decides in the end; this hides what would be refused.</summary>
    public bool May(string action) => Session?.Actions.Contains(action, StringComparer.Ordinal) ?? false;

    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone);

    public void LiveIn(string zone)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)) _zone = found;
    }
}
