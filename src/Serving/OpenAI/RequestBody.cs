using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Onebox.Serving.OpenAI;

/// <summary>A client's body, whole and in rented memory: it may have to be sent twice, when a replica dies before it has answered.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private byte[] _buffer;

    private RequestBody(byte[] buffer, int length)
    {
        _buffer = buffer;
        Bytes = buffer.AsMemory(0, length);
    }

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <exception cref="Kernel.ProblemException"><c>request.too_large</c>, <c>request.content_encoding</c>.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int limitBytes, CancellationToken cancellation)
    {
        if (request.Headers.ContentEncoding is [{ Length: > 0 } encoding, ..] && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)) throw OpenAIErrors.Encoded(encoding);
        if (request.ContentLength > limitBytes) throw OpenAIErrors.TooLarge(limitBytes);
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? FirstBytes) + 1);
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length) buffer = Grow(buffer, length);
                var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellation);
                if (read == 0) return new RequestBody(buffer, length);
                length += read;
                if (length > limitBytes) throw OpenAIErrors.TooLarge(limitBytes);
            }
        }
        catch (Exception error)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (error is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }) throw OpenAIErrors.TooLarge(limitBytes);
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, Bytes) = ([], default);
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
