using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Onebox.Api.Box;
using Onebox.Host.Settings;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;

namespace Onebox.Host.Box;

/// <summary><c>GET /api/box</c>: the box at a glance.</summary>
internal static class GetBox
{
    public static readonly string Version = typeof(GetBox).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/box", HandleAsync).Allow(Actions.BoxRead).WithName("GetBox").WithTags("Box");

    private static async Task<Ok<BoxInfo>> HandleAsync(
        Readiness readiness, Probes probes, IOptions<ListenOptions> options, DataFolder data, ListeningAddress address, CancellationToken cancellation)
    {
        var attention = await probes.AskAsync(cancellation);
        return TypedResults.Ok(new BoxInfo
        {
            Name = options.Value.Name,
            Version = Version,
            State = readiness.Status == "ready" && attention.Any(a => a.Level == "failing") ? "degraded" : readiness.Status,
            StartedAt = readiness.StartedAt,
            DataFolder = data.Path,
            Addresses = [address.Url],
            Attention = attention,
        });
    }
}
