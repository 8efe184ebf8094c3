using System.Text.Json;

namespace Onebox.Datasets.Reading;

/// <summary>One record of a source file, before anybody knows what it is for. Dispose it: its memory is pooled.</summary>
/// <param name="Number">In the file, from 1: see the format's reader.</param>
/// <param name="Document">An object; null when the record could not be read.</param>
/// <param name="Problem">Why not.</param>
/// <param name="Group">The file's own name of a part that it lies in, such as <c>train</c>.</param>
internal readonly record struct SourceRecord(long Number, JsonDocument? Document, string? Problem = null, string? Group = null) : IDisposable
{
    public JsonElement Value => Document!.RootElement;

    public void Dispose() => Document?.Dispose();
}

/// <summary>A kind of file that rows come in. To add one: a sealed class here, a line in <see cref="SourceFormats"/>, a line in the conformance test.</summary>
internal interface ISourceFormat
{
    /// <summary>As in requests: <c>jsonl</c>.</summary>
    string Name { get; }

    /// <summary>What an upload or path of this kind is called.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>The records in their order, one at a time.</summary>
    /// <exception cref="Kernel.ProblemException">The file as a whole is not of this format, or over a limit.</exception>
    IAsyncEnumerable<SourceRecord> ReadAsync(SourceFile file, CancellationToken cancellation);
}
