using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Onebox.Kernel.Files;

namespace Onebox.Security;

/// <summary>The box's own certificate, made when it first listens wider than loopback, for whoever brings none.</summary>
public static class BoxCertificate
{
    private const int YearsValid = 2;
    private const int RenewDaysBefore = 30;

    /// <summary>Reads the certificate from the data folder's secrets, or makes one (ECDSA P-256) for this machine's names and addresses.</summary>
    public static async Task<X509Certificate2> LoadOrCreateAsync(DataFolder data, TimeProvider clock, IEnumerable<IPAddress> addresses)
    {
        var file = Path.Combine(data.Secrets, "box.pfx");
        if (File.Exists(file))
        {
            var known = X509CertificateLoader.LoadPkcs12FromFile(file, null);
            if (known.NotAfter.ToUniversalTime() > clock.GetUtcNow().UtcDateTime.AddDays(RenewDaysBefore)) return known;
            known.Dispose();
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Environment.MachineName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Environment.MachineName);
        names.AddDnsName("localhost");
        foreach (var address in addresses.Append(IPAddress.Loopback).Append(IPAddress.IPv6Loopback).Distinct()) names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var now = clock.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(YearsValid));
        await DurableFile.WriteAsync(file, made.Export(X509ContentType.Pfx));
        return X509CertificateLoader.LoadPkcs12FromFile(file, null);
    }
}
