using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Models;
using Onebox.Catalog.Uploading;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Catalog;

/// <summary>
/// <c>PATCH /api/uploads/{id}</c> with <c>Upload-Offset</c>, in the manner of tus (https://tus.io/protocols/resumable-upload): the body's
/// bytes are on the disk when this answers. Whatever arrived before a connection broke is kept too.
/// </summary>
internal static class AppendUpload
{
    private const string OffsetHeader = "Upload-Offset";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/api/uploads/{id}", HandleAsync).Allow(Actions.ModelsWrite).WithName("AppendUpload").WithTags("Models");

    private static async Task<Ok<UploadInfo>> HandleAsync(string id, HttpContext http, UploadIntake intake, CancellationToken cancellation)
    {
        var given = long.TryParse(http.Request.Headers[OffsetHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var offset);
        new Validation().Require(given, OffsetHeader, "Say with the header Upload-Offset at which byte the body begins.").ThrowIfInvalid();
        // Models are larger than any sensible limit on bodies; the upload's own size is the limit.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        var upload = await intake.AppendAsync(id, offset, http.Request.Body, cancellation);
        http.Response.Headers[OffsetHeader] = upload.OffsetBytes.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Ok(upload);
    }
}
