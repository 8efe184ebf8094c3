using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;
using Onebox.Console.Chat;
using Onebox.Console.Connection;
using Onebox.Console.Edge;
using Onebox.Console.Frame;
using Onebox.Console.Knowledge;
using Onebox.Console.Models;
using Onebox.Console.Tasks;

namespace Onebox.Console;

/// <summary>The console: what a person sees of the box in a browser.</summary>
public static class ConsoleModule
{
    /// <summary>The largest message from a browser to its circuit, in bytes: a conversation read back from the browser's storage is the largest.</summary>
    private const long MaxMessageBytes = 1L << 20;

    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddOptions<ConsoleOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = MaxMessageBytes);
        // Blazor sets this cookie whether a page needs it or not: over TLS it goes over TLS only, as the session's does.
        services.AddAntiforgery(cookie => cookie.Cookie.SecurePolicy = Microsoft.AspNetCore.Http.CookieSecurePolicy.SameAsRequest);
        services.AddCascadingAuthenticationState();
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomLeft;
            mud.SnackbarConfiguration.VisibleStateDuration = 6000;
            mud.SnackbarConfiguration.ShowTransitionDuration = 150;
            mud.SnackbarConfiguration.HideTransitionDuration = 150;
        });
        services.TryAddSingleton<BoxSocket>();
        services.TryAddScoped(SignedInClient.Create);
        services.TryAddScoped<Browser>();
        services.TryAddScoped<Viewer>();
        services.TryAddScoped<TaskWatch>();
        services.TryAddScoped<Uploads>();
        services.TryAddScoped<Conversations>();
        services.TryAddScoped<AskedBefore>();
        return services;
    }

    /// <summary>Puts the console's headers on its pages, and the browser's language on its circuits. After routing.</summary>
    public static IApplicationBuilder UseConsole(this IApplicationBuilder app) => app.UseMiddleware<ConsoleEdge>();

    public static IEndpointRouteBuilder MapConsole(this IEndpointRouteBuilder routes, ConsoleAccess access)
    {
        ((IEndpointConventionBuilder)routes.MapStaticAssets()).Add(access.Open);
        routes.MapRazorComponents<App>()
            // Changes come by the API, which refuses other sites by itself; no page takes a form.
            .DisableAntiforgery()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null)
            .Add(endpoint => (IsOpen(endpoint) ? access.Open : access.SignedIn)(endpoint));
        return routes;
    }

    private static bool IsOpen(EndpointBuilder endpoint) =>
        endpoint.Metadata.OfType<ComponentTypeMetadata>().Any(page => page.Type.IsDefined(typeof(OpenPageAttribute), inherit: false));
}
