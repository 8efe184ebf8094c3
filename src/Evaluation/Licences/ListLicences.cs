using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Catalog;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation.Licences;

/// <summary><c>GET /api/licences</c>: the licence of each model that was not trained here, and whether it may be used.</summary>
internal static class ListLicences
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/licences", HandleAsync).Allow(Actions.ModelsRead).WithName("ListLicences").WithTags("Licences");

    private static async Task<Ok<Page<LicenceInfo>>> HandleAsync(ICatalog catalog, LicenceBook book, CancellationToken cancellation)
    {
        List<LicenceInfo> items = [];
        foreach (var model in await catalog.ListAsync(cancellation))
        {
            if (model.State != ModelState.Importing && await Lineages.ReadAsync(model, cancellation) is null) items.Add((await book.LookAsync(model, cancellation)).Info);
        }

        return TypedResults.Ok(new Page<LicenceInfo>(items));
    }
}
