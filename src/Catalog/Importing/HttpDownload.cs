using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Onebox.Catalog.Importing;

/// <summary>Asks web servers for files, from the middle where they allow it (RFC 9110 sections 13 and 14: Range, If-Range, strong ETags).</summary>
internal sealed class HttpDownload(IHttpClientFactory clients)
{
    public const string ClientName = "Onebox.Catalog.Downloads";

    /// <param name="version">The strong ETag of the bytes that are here already.</param>
    /// <param name="token">Sent to the address itself; redirects leave it behind.</param>
    public async Task<SourceStream> OpenAsync(Uri address, long offset, string? version, string? token, CancellationToken cancellation)
    {
        // Bytes of an unknown version cannot be continued: the rest might be another file's.
        var from = version is null ? 0 : offset;
        var response = await SendAsync(address, from, version, token, cancellation);
        try
        {
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && from > 0)
            {
                response.Dispose();
                response = await SendAsync(address, from = 0, null, token, cancellation);
            }

            Refuse(response, address);
            var now = Version(response);
            var range = response.Content.Headers.ContentRange;
            if (response.StatusCode == HttpStatusCode.PartialContent && (range?.From != from || now != version))
            {
                // The server does not heed If-Range, or continues elsewhere: begin again.
                response.Dispose();
                response = await SendAsync(address, from = 0, null, token, cancellation);
                Refuse(response, address);
                now = Version(response);
                range = null;
            }

            var continues = response.StatusCode == HttpStatusCode.PartialContent;
            var total = continues ? range?.Length : response.Content.Headers.ContentLength;
            return new SourceStream(await response.Content.ReadAsStreamAsync(cancellation), continues ? from : 0, total, now, response);
        }
        catch (Exception error) when (error is not SourceInterruptedException)
        {
            response.Dispose();
            if (error is HttpRequestException or IOException) throw new SourceInterruptedException(error.Message, error);
            throw;
        }
    }

    /// <summary>A small answer as a whole, and its Link header.</summary>
    public async Task<(string Body, string? Link)> ReadTextAsync(Uri address, int maxBytes, string? token, CancellationToken cancellation)
    {
        using var response = await SendAsync(address, 0, null, token, cancellation);
        Refuse(response, address);
        try
        {
            await response.Content.LoadIntoBufferAsync(maxBytes, cancellation);
            return (await response.Content.ReadAsStringAsync(cancellation), response.Headers.TryGetValues("Link", out var links) ? string.Join(", ", links) : null);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new SourceInterruptedException(error.Message, error);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, long offset, string? version, string? token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(version!));
        }

        try
        {
            return await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException error)
        {
            var nobody = (error.InnerException as SocketException)?.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "unknown host",
                SocketError.ConnectionRefused => "connection refused",
                _ => null,
            };
            throw new SourceInterruptedException($"{address.Authority} cannot be reached: {nobody ?? error.Message}", error, unreached: nobody is not null);
        }
    }

    private static void Refuse(HttpResponseMessage response, Uri address)
    {
        if (response.IsSuccessStatusCode) return;
        var status = (int)response.StatusCode;
        if (status is 408 or 425 or 429 or >= 500)
        {
            var wait = response.Headers.RetryAfter?.Delta;
            throw new SourceInterruptedException($"{address.Authority} answered {status} {response.ReasonPhrase}", retryAfter: wait);
        }

        throw ImportErrors.Answered(address.Authority + address.AbsolutePath, status, response.ReasonPhrase);
    }

    private static string? Version(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;
}
