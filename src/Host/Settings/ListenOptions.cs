using System.ComponentModel.DataAnnotations;

namespace Onebox.Host.Settings;

/// <summary>Where the box answers and how it ends (<c>Onebox:Host</c>).</summary>
public sealed class ListenOptions
{
    /// <value>The machine's name.</value>
    [Required, RegularExpression(@"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", ErrorMessage = "Onebox:Host:Name has 1 to 63 letters, digits, '.', '_' and '-'.")]
    public string Name { get; set; } = Environment.MachineName;

    /// <value>127.0.0.1: only this machine. Any other address is served with TLS.</value>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <value>8080.</value>
    [Range(1, 65535, ErrorMessage = "Onebox:Host:Port is 1 to 65535: choose another with --port.")]
    public int Port { get; set; } = 8080;

    /// <value>Null: the box makes its own certificate when it listens wider than loopback.</value>
    public string? CertificateFile { get; set; }

    /// <value>Null: the key is in the certificate's file.</value>
    public string? CertificateKeyFile { get; set; }

    /// <value>30 seconds for requests under way when the box is asked to stop.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Onebox:Host:DrainTimeout is one second to one hour.")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>Null: traces and metrics go nowhere. Else the OTLP endpoint they are sent to.</value>
    public string? OtlpEndpoint { get; set; }
}
