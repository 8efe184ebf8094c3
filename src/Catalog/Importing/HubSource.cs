namespace Onebox.Catalog.Importing;

/// <summary>
/// A repository of a hub with Hugging Face's addresses (https://huggingface.co/docs/hub/api): its tree listing tells names, sizes and, for
/// large files, SHA-256.
/// </summary>
internal sealed class HubSource(string repository, string revision, string? file, string? sha256, CatalogOptions options, HttpDownload http) : IModelSource
{
    private readonly Uri _hub = new(options.HubAddress.TrimEnd('/') + "/");

    public string Kind => "hub";

    public string Description => $"{_hub.Host}/{repository}" + (file is null ? "" : $"/{file}");

    public string SuggestedName => file is null ? repository[(repository.IndexOf('/', StringComparison.Ordinal) + 1)..] : ModelNames.WithoutExtension(file[(file.LastIndexOf('/') + 1)..]);

    public bool IsRemote => true;

    public ValueTask CheckAsync(CancellationToken cancellation)
    {
        if (file is not null) ModelNames.RefusePickleName(file);
        return ValueTask.CompletedTask;
    }

    public async Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellation)
    {
        var listing = new HubListing(http, _hub, options.HubToken);
        var chosen = HubChoice.Of(repository, await listing.ReadAsync(repository, revision, cancellation), file);
        if (sha256 is not null && chosen.Count > 1 && chosen.Count(f => ModelNames.LooksLikeWeights(f.Path)) > 1) throw ImportErrors.ChecksumOfMany(chosen.Count);
        return [.. chosen.Select((f, i) => new SourceFile(
            ModelNames.FileName(f.Path[(f.Path.LastIndexOf('/') + 1)..]) ?? throw ImportErrors.SourceBroken(Description, $"it lists a file named '{f.Path}'"),
            new Uri(_hub, $"{repository}/resolve/{Escape(revision)}/{Escape(f.Path)}").AbsoluteUri,
            f.SizeBytes,
            (i == 0 ? sha256 : null) ?? f.Sha256))];
    }

    public Task<SourceStream> OpenAsync(SourceFile file, long offset, string? version, CancellationToken cancellation) =>
        http.OpenAsync(new Uri(file.Locator), offset, version, options.HubToken, cancellation);

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
