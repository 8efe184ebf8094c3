using System.Text.Json;
using Onebox.Kernel;

namespace Onebox.Serving.OpenAI;

/// <summary>
/// What the host has to know of a client's body; the rest it does not look at. Nothing of the text is kept: of prompts there is a hash
/// of their beginning, by which requests with the same beginning find the replica that has it cached.
/// </summary>
internal sealed record InferenceRequest
{
    /// <summary>Deeper nesting is refused; JSON schemas of tools need more than the reader's own 64.</summary>
    public const int MaxDepth = 256;

    /// <summary>How much of a prompt's beginning is hashed, in bytes.</summary>
    public const int PrefixBytes = 1024;

    public required string Model { get; init; }

    /// <summary>Where the value of <c>model</c> stands in the body, quotes included.</summary>
    public required Range ModelRange { get; init; }
    public bool Stream { get; init; }

    /// <summary>The client asked for a last event with the usage.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>The value of <c>stream_options</c> in the body; null when it is not there.</summary>
    public Range? StreamOptionsRange { get; init; }

    /// <summary>A hash of the prompt's beginning; 0 without a prompt.</summary>
    public ulong PrefixHash { get; init; }

    /// <summary>A hash of <c>prompt_cache_key</c> or <c>user</c>: such requests stay with one target of a route; null without both.</summary>
    public ulong? StickyHash { get; init; }

    /// <exception cref="ProblemException">The body is not JSON (with the position), not an object, or has no usable <c>model</c>.</exception>
    public static InferenceRequest Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return InferenceRequestReader.Read(body);
        }
        catch (JsonException error)
        {
            throw OpenAIErrors.Malformed($"The body is not valid JSON at line {(error.LineNumber ?? 0) + 1}, byte {(error.BytePositionInLine ?? 0) + 1}.");
        }
        catch (InvalidOperationException)
        {
            // The reader's word for a string that is no valid UTF-8 or UTF-16.
            throw OpenAIErrors.Malformed("The body holds a string that is not valid Unicode.");
        }
    }
}
