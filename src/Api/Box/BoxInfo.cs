namespace Onebox.Api.Box;

/// <summary><c>GET /api/box</c>: the box at a glance.</summary>
public sealed record BoxInfo
{
    public required string Name { get; init; }
    public required string Version { get; init; }

    /// <summary><c>starting</c>, <c>ready</c>, <c>degraded</c> or <c>draining</c>.</summary>
    public required string State { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required string DataFolder { get; init; }
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>What needs a person, most urgent first.</summary>
    public required IReadOnlyList<Attention> Attention { get; init; }
}

/// <param name="Level"><c>attention</c> or <c>failing</c>.</param>
/// <param name="Source">The probe that found it.</param>
public sealed record Attention(string Level, string Source, string Summary, string? Remedy, string? ResourceId);

/// <summary>A hit of <c>GET /api/search?q=</c>.</summary>
public sealed record SearchResult(string Id, string Kind, string Name, string? Summary, string Page);

/// <summary><c>GET /health/ready</c>: needs no key, so it tells nothing but whether requests are taken.</summary>
/// <param name="Status"><c>ready</c>, or <c>starting</c> and <c>draining</c> with status 503.</param>
public sealed record HealthInfo(string Status);

/// <summary>The file <c>run/box.json</c> in a data folder: how the command line finds the box that runs there.</summary>
/// <param name="Socket">A Unix socket that answers the same API, in a folder that only the owner can enter.</param>
/// <param name="LocalKeyFile">A file that only the owner of the data folder can read; what it holds is a key with the owner role.</param>
/// <param name="CertificateFingerprint">SHA-256 of the certificate, in hex, when the box answers with TLS by its own certificate.</param>
public sealed record RunningBox(string Address, string Socket, int ProcessId, DateTimeOffset StartedAt, string LocalKeyFile, string? CertificateFingerprint = null);
