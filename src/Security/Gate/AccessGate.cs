using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Access;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Security.Gate;

/// <summary>Stands before every endpoint: finds out who asks and holds them to the endpoint's decision. What has no decision is refused.</summary>
internal sealed class AccessGate(RequestDelegate next, CallerResolver callers, RequestLimits limits)
{
    public async Task InvokeAsync(HttpContext http)
    {
        // What is not a route is the framework's own refusal: no such address, method or content type.
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(http);
            return;
        }

        var decision = endpoint.Metadata.GetMetadata<AccessDecision>()
            ?? throw new InvalidOperationException($"The endpoint {endpoint.DisplayName} has no access decision.");
        var credential = CallerResolver.CredentialOf(http.Request);
        var resolved = credential is { } shown ? await callers.ResolveAsync(shown.Secret, http.RequestAborted) : null;
        if (resolved is { } known)
        {
            http.Features.Set(known.Caller);
            http.User = PrincipalOf(known.Caller, credential!.Value.Secret);
        }

        if (decision.Action is null)
        {
            await next(http);
            return;
        }

        if (resolved is not { } caller)
        {
            if (http.Request.IsForPage())
            {
                http.Response.Redirect($"/sign-in?returnTo={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
                return;
            }

            throw (credential is null ? SecurityErrors.Unauthenticated : SecurityErrors.CredentialRefused).ToException();
        }

        if (credential!.Value.IsCookie && CrossSite.IsSuspected(http.Request)) throw SecurityErrors.CrossSite.ToException();
        if (limits.Count(caller.Caller, caller.Key) is { } tooFast) throw tooFast.ToException();
        if (!caller.Caller.May(decision.Action)) throw SecurityErrors.Forbidden(caller.Caller.Name, decision.Action).ToException();
        await next(http);
    }

    private static ClaimsPrincipal PrincipalOf(Caller caller, string secret) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, caller.UserId),
            new Claim(ClaimTypes.Name, caller.Name),
            new Claim(ClaimTypes.Role, caller.Role),
            new Claim(SessionClaims.Token, secret),
        ],
        "onebox"));
}
