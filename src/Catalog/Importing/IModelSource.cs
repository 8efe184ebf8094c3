namespace Onebox.Catalog.Importing;

/// <summary>
/// Where a model's files come from. To add a source: a sealed class here, a line in <see cref="ModelSources"/>, and a line in the
/// conformance suite of the tests. Progress, resuming, hashing and errors are the same for all (<see cref="FileIntake"/>).
/// </summary>
internal interface IModelSource
{
    /// <summary>For metrics: <c>path</c>, <c>upload</c>, <c>url</c>, <c>hub</c>.</summary>
    string Kind { get; }

    /// <summary>For people and records; holds no secret.</summary>
    string Description { get; }

    /// <summary>What the model may be called when nobody says otherwise.</summary>
    string SuggestedName { get; }

    /// <summary>True when reads may be interrupted and are worth another try; then the bandwidth limit holds too.</summary>
    bool IsRemote { get; }

    /// <summary>What can be told at once, before a task is started: a missing path, an unfinished upload.</summary>
    /// <exception cref="Kernel.ProblemException">Such an import cannot succeed.</exception>
    ValueTask CheckAsync(CancellationToken cancellation);

    /// <summary>The files that make up the model, to be taken in this order.</summary>
    /// <exception cref="Kernel.ProblemException">There is no model, or more than one, or one in a refused format.</exception>
    /// <exception cref="SourceInterruptedException">Worth another try.</exception>
    Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellation);

    /// <summary>Makes <paramref name="target"/> the same bytes without moving any, where source and file system allow it.</summary>
    Taking TryTake(SourceFile file, string target) => Taking.None;

    /// <summary>
    /// Opens the file from <paramref name="offset"/> on, when it is still the <paramref name="version"/> of the bytes before; otherwise,
    /// or when the source cannot begin in the middle, from its start.
    /// </summary>
    /// <exception cref="SourceInterruptedException">Worth another try.</exception>
    Task<SourceStream> OpenAsync(SourceFile file, long offset, string? version, CancellationToken cancellation);

    /// <summary>The model is ready: whatever the source kept for it may go.</summary>
    Task ReleaseAsync() => Task.CompletedTask;
}

/// <param name="Name">The name it gets; a plain file name.</param>
/// <param name="Locator">Where its source finds it.</param>
/// <param name="SizeBytes">Null when the source does not tell beforehand.</param>
/// <param name="Sha256">What it must hash to; null when nobody said.</param>
internal sealed record SourceFile(string Name, string Locator, long? SizeBytes, string? Sha256);

/// <param name="Offset">Where <paramref name="Bytes"/> begin: as asked, or 0.</param>
/// <param name="TotalBytes">Of the whole file; null when not known.</param>
/// <param name="Version">Tells this content of the file from another; null when the source has nothing to tell it by.</param>
internal sealed record SourceStream(Stream Bytes, long Offset, long? TotalBytes, string? Version, IDisposable? Owner = null) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Bytes.DisposeAsync();
        Owner?.Dispose();
    }
}

internal enum Taking
{
    /// <summary>Its bytes must be copied.</summary>
    None,

    /// <summary>The same file under a second name: its permissions are the source's too.</summary>
    Linked,

    /// <summary>A file of its own that shares blocks with the source until one of them changes.</summary>
    Cloned,
}

/// <summary>The source could not be read now; another try may succeed.</summary>
/// <param name="unreached">There is nobody at the address: no connection, or no such host. Waiting seldom helps.</param>
internal sealed class SourceInterruptedException(string message, Exception? inner = null, TimeSpan? retryAfter = null, bool unreached = false) : Exception(message, inner)
{
    public bool Unreached { get; } = unreached;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
