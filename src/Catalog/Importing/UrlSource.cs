namespace Onebox.Catalog.Importing;

/// <summary>One file at a web address.</summary>
internal sealed class UrlSource(Uri address, string? sha256, HttpDownload http) : IModelSource
{
    public string Kind => "url";

    /// <summary>Without user, password and query: signed addresses carry secrets there.</summary>
    public string Description => address.GetComponents(UriComponents.Scheme | UriComponents.HostAndPort | UriComponents.Path, UriFormat.UriEscaped);

    public string SuggestedName => ModelNames.WithoutExtension(FileName);

    public bool IsRemote => true;

    private string FileName => ModelNames.FileName(Uri.UnescapeDataString(address.Segments[^1])) ?? "model";

    public ValueTask CheckAsync(CancellationToken cancellation)
    {
        ModelNames.RefusePickleName(FileName);
        return ValueTask.CompletedTask;
    }

    public Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SourceFile>>([new SourceFile(FileName, address.AbsoluteUri, null, sha256)]);

    public Task<SourceStream> OpenAsync(SourceFile file, long offset, string? version, CancellationToken cancellation) =>
        http.OpenAsync(new Uri(file.Locator), offset, version, token: null, cancellation);
}
