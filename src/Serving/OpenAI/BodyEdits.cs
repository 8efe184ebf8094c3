using System.Text.Json;

namespace Onebox.Serving.OpenAI;

/// <summary>
/// The two changes that the host makes to a body for an engine that is not ours: its own name for the model, and the wish for a last
/// event with the usage. All other bytes stay as the client sent them.
/// </summary>
internal static class BodyEdits
{
    private static ReadOnlySpan<byte> IncludeUsage => """{"include_usage":true}"""u8;

    /// <param name="askUsage">True for a stream whose client did not ask for usage itself.</param>
    public static byte[] Apply(ReadOnlySpan<byte> body, InferenceRequest request, string model, bool askUsage)
    {
        using var edited = new MemoryStream(body.Length + 128);
        var name = JsonSerializer.SerializeToUtf8Bytes(model);
        if (!askUsage)
        {
            Replace(edited, body, request.ModelRange, name);
        }
        else if (request.StreamOptionsRange is not { } options)
        {
            // Directly before the model's value there is its property's name: put ours at the object's end instead.
            var end = body.LastIndexOf((byte)'}');
            Replace(edited, body[..end], request.ModelRange, name);
            edited.Write(",\"stream_options\":"u8);
            edited.Write(IncludeUsage);
            edited.Write(body[end..]);
        }
        else if (options.Start.Value < request.ModelRange.Start.Value)
        {
            Replace(edited, body[..request.ModelRange.Start.Value], options, IncludeUsage);
            edited.Write(name);
            edited.Write(body[request.ModelRange.End.Value..]);
        }
        else
        {
            Replace(edited, body[..options.Start.Value], request.ModelRange, name);
            edited.Write(IncludeUsage);
            edited.Write(body[options.End.Value..]);
        }

        return edited.ToArray();
    }

    private static void Replace(MemoryStream to, ReadOnlySpan<byte> body, Range range, ReadOnlySpan<byte> with)
    {
        to.Write(body[..range.Start.Value]);
        to.Write(with);
        to.Write(body[range.End.Value..]);
    }
}
