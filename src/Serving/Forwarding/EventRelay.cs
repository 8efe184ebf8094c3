using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Onebox.Kernel;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Forwarding;

/// <summary>
/// Passes server-sent events on as they come: whole events, their bytes untouched, flushed after each read. Only the event with the usage is
/// looked into; it is left out for a client that did not ask for it.
/// </summary>
/// <param name="passUsage">The client asked for the usage, or the endpoint always tells it.</param>
/// <param name="start">Sets status and headers; called before the first event is passed on, and not if there is none.</param>
internal sealed class EventRelay(HttpContext http, RequestTrace trace, bool passUsage, Action start)
{
    private const int FirstBytes = 16 * 1024;

    // An event larger than this is no event of a model: the engine is out of order.
    private const int MostBytes = 4 * 1024 * 1024;

    private int _events;
    private bool _usageKnown;

    /// <summary>True once a byte has gone to the client: from then on no other replica can take the request.</summary>
    public bool Started { get; private set; }

    /// <summary>Relays until the stream ends.</summary>
    /// <param name="alive">Called after each read.</param>
    /// <exception cref="IOException">The stream broke off. Whole events before that have been passed on.</exception>
    public async Task RunAsync(Stream from, Action alive, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        try
        {
            var filled = 0;
            while (true)
            {
                if (filled == buffer.Length) buffer = Grow(buffer, filled);
                var read = await from.ReadAsync(buffer.AsMemory(filled), cancellation);
                if (read == 0) break;
                alive();
                // A border may lie across two reads, so look again at the last three bytes of the one before.
                var from0 = Math.Max(0, filled - 3);
                filled += read;
                var taken = Pass(buffer.AsSpan(0, filled), from0);
                if (taken == 0) continue;
                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;
                if (Started) await http.Response.BodyWriter.FlushAsync(cancellation);
            }

            if (filled > 0) throw new IOException("The stream ended within an event.");
        }
        finally
        {
            if (!_usageKnown) trace.Facts.GeneratedTokens = _events;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Tells the client within the stream that it ends for a fault.</summary>
    public async Task BreakAsync(Problem problem, CancellationToken cancellation)
    {
        var writer = http.Response.BodyWriter;
        writer.Write("data: "u8);
        writer.Write(OpenAIErrors.Body(problem));
        writer.Write("\n\n"u8);
        await writer.FlushAsync(cancellation);
    }

    /// <returns>How many bytes, all of whole events, are done with.</returns>
    private int Pass(ReadOnlySpan<byte> bytes, int searchFrom)
    {
        var taken = 0;
        while (EndOfEvent(bytes, Math.Max(taken, searchFrom)) is var end and > 0)
        {
            var @event = bytes[taken..end];
            taken = end;
            if (!Look(@event)) continue;
            if (!Started) Start();
            http.Response.BodyWriter.Write(@event);
        }

        return taken;
    }

    /// <summary>Notes what the event tells. False: leave it out.</summary>
    private bool Look(ReadOnlySpan<byte> @event)
    {
        trace.Facts.TimeToFirstTokenMilliseconds ??= trace.ElapsedMilliseconds;
        // Inside the text of an answer the quotes are escaped: these names are only found as names.
        if (@event.IndexOf("\"usage\":{"u8) >= 0 || @event.IndexOf("\"usage\": {"u8) >= 0)
        {
            _usageKnown = true;
            trace.Facts.Read(@event);
            return passUsage || (@event.IndexOf("\"choices\":[]"u8) < 0 && @event.IndexOf("\"choices\": []"u8) < 0);
        }

        if (@event.StartsWith("data: {\"error\""u8)) trace.Break();
        else if (@event.IndexOf("\"finish_reason\":\""u8) >= 0) trace.Facts.ReadFinish(@event);
        _events++;
        return true;
    }

    private void Start()
    {
        Started = true;
        start();
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    /// <returns>The position after the empty line that ends the event; 0 when it is not there yet.</returns>
    private static int EndOfEvent(ReadOnlySpan<byte> bytes, int from)
    {
        while (from < bytes.Length)
        {
            var at = bytes[from..].IndexOf((byte)'\n');
            if (at < 0) return 0;
            from += at + 1;
            if (from < bytes.Length && bytes[from] == (byte)'\n') return from + 1;
            if (from + 1 < bytes.Length && bytes[from] == (byte)'\r' && bytes[from + 1] == (byte)'\n') return from + 2;
        }

        return 0;
    }

    private static byte[] Grow(byte[] buffer, int filled)
    {
        if (filled >= MostBytes) throw new IOException($"The engine sent an event of more than {MostBytes} bytes.");
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
