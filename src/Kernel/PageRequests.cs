using Microsoft.AspNetCore.Http;

namespace Onebox.Kernel;

public static class PageRequests
{
    /// <summary>A person's browser opens a page, where a program would ask the API: a person is sent to another page instead of getting an error.</summary>
    public static bool IsForPage(this HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && !request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);
}
