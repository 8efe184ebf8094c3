using Onebox.Api.Client;

namespace Onebox.Console.Deployments;

/// <summary>What answers on this box, as fields offer it.</summary>
internal static class RouteNames
{
    /// <returns>In the order of the viewer's language.</returns>
    public static async Task<IReadOnlyList<string>> ReadAsync(OneboxClient box, CancellationToken cancellation) =>
        [.. (await box.Deployments.RoutesAsync(cancellation)).Items.Select(r => r.Name).Order(StringComparer.CurrentCulture)];
}
