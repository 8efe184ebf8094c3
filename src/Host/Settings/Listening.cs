using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Security;

namespace Onebox.Host.Settings;

/// <summary>Where the box listens: one TCP port, with TLS unless it is loopback, and a Unix socket that only the owner can reach.</summary>
internal static class Listening
{
    /// <summary>The largest body of a request that is not an upload, in bytes.</summary>
    private const long MaxBodyBytes = 64L << 20;

    public static string SocketOf(DataFolder data) => Path.Combine(data.Run, "box.sock");

    public static async Task ListenAsync(this WebApplicationBuilder builder, DataFolder data)
    {
        var options = builder.Configuration.GetSection("Onebox:Host").Get<ListenOptions>() ?? new ListenOptions();
        var address = AddressOf(options)!;
        RequireFree(address, options.Port);
        var certificate = IPAddress.IsLoopback(address) && options.CertificateFile is null ? null : await CertificateAsync(options, data);
        var socket = SocketOf(data);
        File.Delete(socket);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.ListenUnixSocket(socket);
            kestrel.Listen(address, options.Port, listen =>
            {
                if (certificate is null) return;
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificate);
            });
        });
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton(new ListeningAddress($"{(certificate is null ? "http" : "https")}://{Spell(address)}:{options.Port}", socket, certificate?.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)));
    }

    /// <summary>Finds out before anything starts whether the port can be had, so that the reason is the only thing that is said.</summary>
    private static void RequireFree(IPAddress address, int port)
    {
        using var probe = new TcpListener(address, port);
        try
        {
            probe.Start();
        }
        catch (SocketException error)
        {
            throw (error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => new Problem(ProblemKind.Conflict, "host.port_taken", $"The port {port} is taken by another program.", "Choose another with --port."),
                SocketError.AddressNotAvailable => new Problem(ProblemKind.Invalid, "settings.invalid", $"{address} is not an address of this machine.", "Use 127.0.0.1, one of this machine's addresses, or 0.0.0.0 for all of them."),
                SocketError.AccessDenied => new Problem(ProblemKind.Forbidden, "host.port_denied", $"This user may not listen on port {port}.", "Choose one above 1023 with --port."),
                _ => new Problem(ProblemKind.Conflict, "host.port_taken", $"The box cannot listen on {address}:{port}: {error.Message}.", "Choose another with --port or --address."),
            }).ToException(error);
        }
    }

    /// <returns>Null when it is no address.</returns>
    public static IPAddress? AddressOf(ListenOptions options) => options.Address switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        _ => IPAddress.TryParse(options.Address, out var address) ? address : null,
    };

    private static async Task<X509Certificate2> CertificateAsync(ListenOptions options, DataFolder data)
    {
        if (options.CertificateFile is not { } file)
        {
            var mine = NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => a.Address);
            return await BoxCertificate.LoadOrCreateAsync(data, TimeProvider.System, mine);
        }

        try
        {
            return file.EndsWith(".pem", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".crt", StringComparison.OrdinalIgnoreCase)
                ? X509Certificate2.CreateFromPemFile(file, options.CertificateKeyFile)
                : X509CertificateLoader.LoadPkcs12FromFile(file, null);
        }
        catch (Exception error) when (error is IOException or System.Security.Cryptography.CryptographicException)
        {
            throw new Problem(ProblemKind.Invalid, "settings.certificate_unreadable", $"The certificate {file} cannot be used: {error.Message}", "Name a PEM file with its key in CertificateKeyFile, or a PKCS#12 file without a password.").ToException(error);
        }
    }

    // What a person can open: "all addresses" is spelled as this machine.
    private static string Spell(IPAddress address)
    {
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) return Environment.MachineName;
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }
}

/// <summary>Where the box answers.</summary>
/// <param name="Url">For people and programs.</param>
/// <param name="CertificateFingerprint">SHA-256, hex, when it answers with TLS.</param>
internal sealed record ListeningAddress(string Url, string Socket, string? CertificateFingerprint);
