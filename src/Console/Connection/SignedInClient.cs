using System.Net.Http.Headers;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Api.Client;

namespace Onebox.Console.Connection;

/// <summary>Asks the box in the name of the person who is signed in to this circuit, and in nobody else's.</summary>
internal sealed class SignedInClient(AuthenticationStateProvider who, HttpMessageHandler box) : DelegatingHandler(box)
{
    public static OneboxClient Create(IServiceProvider services)
    {
        var handler = new SignedInClient(services.GetRequiredService<AuthenticationStateProvider>(), services.GetRequiredService<BoxSocket>().Handler);
        // The handler is shared by all circuits, so this client does not own it. Streams of events have no end, so no timeout.
        return new OneboxClient(new BoxConnection(new HttpClient(handler, disposeHandler: false) { BaseAddress = new Uri("http://localhost/"), Timeout = Timeout.InfiniteTimeSpan }));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var state = await who.GetAuthenticationStateAsync();
        var token = state.User.FindFirst(SessionClaims.Token)?.Value ?? throw new BoxException(NotSignedIn);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await base.SendAsync(request, cancellationToken);
    }

    private static ProblemDetails NotSignedIn => new()
    {
        Code = "access.unauthenticated",
        Title = "Not signed in",
        Status = 401,
        Detail = "Nobody is signed in here.",
        Remedy = "Sign in again.",
    };
}
