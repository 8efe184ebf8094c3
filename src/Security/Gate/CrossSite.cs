using Microsoft.AspNetCore.Http;

namespace Onebox.Security.Gate;

/// <summary>
/// Recognises changes that a page of another site asks a browser to make with its cookies, by the headers that browsers set and pages cannot
/// (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/, and Origin).
/// </summary>
internal static class CrossSite
{
    public static bool IsSuspected(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return IsForeignSocket(request);
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0) return site is not ("same-origin" or "none");
        return IsForeignOrigin(request);
    }

    // A WebSocket begins with a GET and is not held back by the same-origin policy.
    private static bool IsForeignSocket(HttpRequest request) => request.HttpContext.WebSockets.IsWebSocketRequest && IsForeignOrigin(request);

    private static bool IsForeignOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || !uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
