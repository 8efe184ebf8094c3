using System.Globalization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Onebox.Console.Edge;

/// <summary>What every page and circuit of the console passes: its headers, and the viewer's language for numbers and dates.</summary>
internal sealed class ConsoleEdge(RequestDelegate next)
{
    // Styles: MudBlazor writes its theme and positions as inline styles. Scripts and connections: this box and nothing else.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
        }
        else if (http.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal) && LanguageOf(http.Request) is { } culture)
        {
            // A circuit keeps the culture of the request that opened it.
            CultureInfo.CurrentCulture = culture;
        }

        return next(http);
    }

    /// <summary>The first language that the browser asks for and this machine knows.</summary>
    internal static CultureInfo? LanguageOf(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wished)) return null;
        foreach (var language in wished.OrderByDescending(w => w.Quality ?? 1).Take(8))
        {
            try
            {
                return CultureInfo.GetCultureInfo(language.Value.ToString(), predefinedOnly: true);
            }
            catch (CultureNotFoundException)
            {
                // The next one.
            }
        }

        return null;
    }
}
