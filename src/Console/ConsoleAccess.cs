using Microsoft.AspNetCore.Builder;

namespace Onebox.Console;

/// <summary>
/// The host's access decisions for the console's endpoints. The console knows the API only, so it says which endpoints are which, and the
/// host says what that means.
/// </summary>
/// <param name="Open">For the sign-in page and the static files: who comes there has nothing to show yet.</param>
/// <param name="SignedIn">For every other page and the circuit's hub.</param>
public sealed record ConsoleAccess(Action<EndpointBuilder> Open, Action<EndpointBuilder> SignedIn);
