using System.Text.Json.Serialization;

namespace Onebox.Documents;

/// <summary>A file that cannot be read. The message says to its owner why, and what to do. The one exception that parsing throws (besides cancellation).</summary>
public sealed class DocumentRefusedException(RefusalReason reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public RefusalReason Reason { get; } = reason;
}

/// <summary>Why a file was refused.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefusalReason>))]
public enum RefusalReason
{
    /// <summary>Nothing here reads this kind of file.</summary>
    [JsonStringEnumMemberName("unsupported")] Unsupported,

    /// <summary>It needs a password or is protected by rights management.</summary>
    [JsonStringEnumMemberName("encrypted")] Encrypted,

    /// <summary>It is broken or cut off.</summary>
    [JsonStringEnumMemberName("damaged")] Damaged,

    /// <summary>There is nothing in it.</summary>
    [JsonStringEnumMemberName("empty")] Empty,

    /// <summary>More bytes, pages, cells or pixels than the limits allow.</summary>
    [JsonStringEnumMemberName("tooLarge")] TooLarge,

    /// <summary>It unpacks to far more than it is: a bomb.</summary>
    [JsonStringEnumMemberName("expands")] Expands,

    /// <summary>It is nested deeper than any real document.</summary>
    [JsonStringEnumMemberName("tooDeep")] TooDeep,

    /// <summary>It took longer than the limits allow.</summary>
    [JsonStringEnumMemberName("tooSlow")] TooSlow,

    /// <summary>A program that converts this kind of file is not installed on the box.</summary>
    [JsonStringEnumMemberName("needsConverter")] NeedsConverter,
}
