using Microsoft.Extensions.Options;
using Onebox.Api.Models;
using Onebox.Catalog.Store;
using Onebox.Kernel.Files;

namespace Onebox.Catalog.Importing;

/// <summary>Chooses the source that a request names.</summary>
internal sealed class ModelSources(IOptions<CatalogOptions> options, UploadStore uploads, DataFolder data, HttpDownload http)
{
    /// <param name="request">Validated: it names just one source.</param>
    public IModelSource Of(ImportModelRequest request) => request switch
    {
        { Path: { } path } => new PathSource(path, request.Link, request.Sha256, options.Value),
        { Upload: { } upload } => new UploadSource(upload, request.Sha256, uploads, data),
        { Hub: { } repository } => new HubSource(repository, request.Revision ?? "main", request.File, request.Sha256, options.Value, http),
        { Url: { } url } => new UrlSource(new Uri(url), request.Sha256, http),
        _ => throw new ArgumentException("The request names no source.", nameof(request)),
    };
}
