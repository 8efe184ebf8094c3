using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Onebox.Serving.Forwarding;

/// <summary>
/// Passes a JSON answer on. Up to a mebibyte is held until it is whole, so that an engine that dies over it costs the client nothing; a larger
/// one (embeddings) flows through, and only its end is kept, where the usage stands.
/// </summary>
internal sealed class AnswerRelay(HttpContext http, RequestTrace trace, Action start)
{
    private const int HeldBytes = 1024 * 1024;
    private const int TailBytes = 16 * 1024;

    public bool Started { get; private set; }

    /// <exception cref="IOException">The answer broke off.</exception>
    public async Task RunAsync(Stream from, Action alive, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(HeldBytes);
        try
        {
            var filled = await FillAsync(from, buffer.AsMemory(0, HeldBytes), alive, cancellation);
            Started = true;
            start();
            if (filled < HeldBytes) http.Response.ContentLength = filled;
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, filled), cancellation);
            while (filled == HeldBytes)
            {
                // The end of the part before stays at the front, in case the usage lies across the border.
                buffer.AsSpan(filled - TailBytes, TailBytes).CopyTo(buffer);
                var read = await FillAsync(from, buffer.AsMemory(TailBytes, HeldBytes - TailBytes), alive, cancellation);
                await http.Response.Body.WriteAsync(buffer.AsMemory(TailBytes, read), cancellation);
                filled = TailBytes + read;
            }

            trace.Facts.Read(buffer.AsSpan(0, filled));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<int> FillAsync(Stream from, Memory<byte> to, Action alive, CancellationToken cancellation)
    {
        var filled = 0;
        while (filled < to.Length)
        {
            var read = await from.ReadAsync(to[filled..], cancellation);
            if (read == 0) break;
            alive();
            filled += read;
        }

        return filled;
    }
}
