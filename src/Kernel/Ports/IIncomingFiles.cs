namespace Onebox.Kernel.Ports;

/// <summary>
/// Files that come to the box from elsewhere: finished uploads, and downloads with resuming, retries, one bandwidth limit and one proxy.
/// Catalog implements it, so that all that is imported comes in by one way.
/// </summary>
public interface IIncomingFiles
{
    /// <summary>A finished upload.</summary>
    /// <exception cref="ProblemException"><c>upload.not_found</c>, <c>upload.unfinished</c>.</exception>
    Task<IncomingFile> FindUploadAsync(string id, CancellationToken cancellation);

    /// <summary>The upload was taken: its bytes may go.</summary>
    Task ReleaseUploadAsync(string id);

    /// <summary>
    /// Downloads to <paramref name="target"/>; it is whole and on the disk when this returns. Called again with the same target after a
    /// crash, it goes on from what was made durable, where the server proves that it still has the same file.
    /// </summary>
    /// <param name="progress">Gets the bytes that are here, and the total once it is known.</param>
    /// <param name="log">Gets what a person should know: interruptions and retries.</param>
    /// <exception cref="ProblemException">The server refuses, or was given up.</exception>
    Task DownloadAsync(Uri address, string target, Action<long, long?> progress, Func<string, Task> log, CancellationToken cancellation);
}

/// <param name="FileName">As its sender called it.</param>
/// <param name="Path">Where its bytes lie: read only.</param>
public sealed record IncomingFile(string FileName, string Path, long SizeBytes);
