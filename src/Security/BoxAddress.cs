using Microsoft.AspNetCore.Http;

namespace Onebox.Security;

/// <summary>The address under which people reach this box; the host tells it once it listens.</summary>
public sealed class BoxAddress
{
    /// <summary>Such as <c>http://127.0.0.1:8080</c>, without a slash at the end.</summary>
    public string? Public { get; set; }

    /// <summary>The caller's own spelling of the address where it came over the network, else the public one.</summary>
    internal string For(HttpRequest request) =>
        request.HttpContext.Connection.LocalPort > 0 || Public is null ? $"{request.Scheme}://{request.Host}" : Public;
}
