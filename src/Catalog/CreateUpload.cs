using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Onebox.Api.Models;
using Onebox.Catalog.Importing;
using Onebox.Catalog.Store;
using Onebox.Catalog.Uploading;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;

namespace Onebox.Catalog;

/// <summary><c>POST /api/uploads</c>: begins a resumable upload; its bytes follow by <see cref="AppendUpload"/>, then <see cref="ImportModel"/> takes it.</summary>
internal sealed class CreateUpload(UploadStore uploads, DataFolder data, Ids ids, IOptions<CatalogOptions> options, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/uploads", async Task<Created<UploadInfo>> (CreateUploadRequest request, HttpContext http, CreateUpload create, CancellationToken cancellation) =>
        {
            var upload = await create.RunAsync(request, http.Caller(), cancellation);
            return TypedResults.Created($"/api/uploads/{upload.Id}", upload);
        }).Allow(Actions.ModelsWrite).WithName("CreateUpload").WithTags("Models");

    private async Task<UploadInfo> RunAsync(CreateUploadRequest request, Caller caller, CancellationToken cancellation)
    {
        new Validation()
            .Require(ModelNames.FileName(request.FileName ?? "") is not null, "fileName", "Give the file's name, without folders.")
            .Require(request.SizeBytes > 0, "sizeBytes", "The size must be positive.")
            .Require(request.Sha256 is null || (request.Sha256.Length == 64 && request.Sha256.All(char.IsAsciiHexDigit)), "sha256", "A SHA-256 has 64 hexadecimal digits.")
            .ThrowIfInvalid();
        ModelNames.RefusePickleName(request.FileName!);
        var free = new DriveInfo(data.Path).AvailableFreeSpace;
        if (request.SizeBytes > free - options.Value.KeepFreeBytes) throw ImportErrors.DiskFull(request.SizeBytes, free, options.Value.KeepFreeBytes);

        var upload = new UploadRecord
        {
            Id = ids.New(ResourceKinds.Upload),
            FileName = request.FileName!,
            SizeBytes = request.SizeBytes,
            Sha256 = request.Sha256?.ToLowerInvariant(),
            StartedBy = caller.Name,
            ExpiresAt = clock.GetUtcNow() + options.Value.UploadLifetime,
        };
        await uploads.AddAsync(upload, cancellation);
        await UploadedFile.CreateAsync(data, upload.Id);
        return upload.ToInfo();
    }
}
