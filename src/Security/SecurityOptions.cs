using System.ComponentModel.DataAnnotations;

namespace Onebox.Security;

/// <summary>Who gets in, and how long (<c>Onebox:Security</c>).</summary>
public sealed class SecurityOptions
{
    /// <value>12 hours without a request end a console sign-in.</value>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromHours(12);

    /// <value>A sign-in link works for 24 hours, once.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <value>10 failed or successful sign-ins a minute from one address.</value>
    [Range(1, 10_000)]
    public int SignInsPerMinute { get; set; } = 10;

    /// <value>60,000 requests a minute from one key or user; a key's own quota may be lower.</value>
    [Range(1, 100_000_000)]
    public int RequestsPerMinute { get; set; } = 60_000;

    /// <value>Passwords have at least 10 characters.</value>
    [Range(8, 128)]
    public int PasswordLength { get; set; } = 10;
}
