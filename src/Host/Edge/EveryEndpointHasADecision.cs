using Onebox.Kernel.Access;

namespace Onebox.Host.Edge;

/// <summary>Refuses to start a box with an endpoint that nobody has decided about.</summary>
internal static class EveryEndpointHasADecision
{
    public static void Check(IEndpointRouteBuilder routes)
    {
        var undecided = routes.DataSources.SelectMany(s => s.Endpoints).Where(e => e.Metadata.GetMetadata<AccessDecision>() is null).Select(e => e.DisplayName).ToList();
        if (undecided.Count > 0) throw new InvalidOperationException($"These endpoints have no access decision (.Allow(action) or .AllowAnyone()): {string.Join(", ", undecided)}");
    }
}
