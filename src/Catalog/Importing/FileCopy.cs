using Onebox.Kernel;

namespace Onebox.Catalog.Importing;

/// <summary>Reads a source's file into a partial one, from wherever that stands to the end.</summary>
internal sealed class FileCopy(
    IModelSource source, SourceFile file, PartialFile part, string? version, Action<long> progress, Func<PartialState, Task> save, CatalogOptions options, BandwidthLimit limit, TimeProvider clock)
{
    private const int Piece = 1 << 20;

    private readonly byte[] _buffer = new byte[Piece];
    private string? _version = version;
    private long _durable = part.Length;

    public void Restart()
    {
        part.Restart();
        _durable = 0;
        _version = null;
    }

    /// <exception cref="SourceInterruptedException">The rest may come with another try.</exception>
    /// <exception cref="Kernel.ProblemException">No try will help.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stall = new CancellationTokenSource(options.StallTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellation);
        try
        {
            await using var stream = await source.OpenAsync(file, part.Length, _version, either.Token);
            if (stream.Offset != part.Length) Restart();
            _version = stream.Version;
            if (file.SizeBytes is { } listed && stream.TotalBytes is { } offered && listed != offered) throw LengthError(listed, offered);
            await PumpAsync(stream, file.SizeBytes ?? stream.TotalBytes, stall, either.Token);
        }
        catch (OperationCanceledException) when (stall.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new SourceInterruptedException($"{source.Description} sent nothing for {options.StallTimeout.TotalSeconds:0} s");
        }
    }

    private async Task PumpAsync(SourceStream stream, long? expected, CancellationTokenSource stall, CancellationToken cancellation)
    {
        var most = (int)Math.Min(Piece, options.DurableEveryBytes);
        var piece = source.IsRemote ? limit.PieceBytes(most) : most;
        progress(part.Length);
        while (true)
        {
            var read = await ReadAsync(stream.Bytes, piece, cancellation);
            if (read == 0) break;
            if (expected is { } total && part.Length + read > total) throw LengthError(total, part.Length + read);
            await part.AppendAsync(_buffer.AsMemory(0, read), cancellation);
            progress(part.Length);
            if (part.Length - _durable >= options.DurableEveryBytes) await SaveAsync();
            stall.CancelAfter(Timeout.InfiniteTimeSpan);
            if (source.IsRemote) await limit.WaitAsync(read, cancellation);
            stall.CancelAfter(options.StallTimeout);
        }

        if (expected is { } all && part.Length < all) throw new SourceInterruptedException($"{source.Description} ended at {part.Length} of {all} bytes");
    }

    private async Task SaveAsync()
    {
        part.MakeDurable();
        _durable = part.Length;
        await save(new PartialState(file.Name, _durable, _version));
    }

    private async ValueTask<int> ReadAsync(Stream bytes, int piece, CancellationToken cancellation)
    {
        try
        {
            return await bytes.ReadAsync(_buffer.AsMemory(0, piece), cancellation);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw source.IsRemote
                ? new SourceInterruptedException($"the connection to {source.Description} broke ({error.Message})", error)
                : ImportErrors.Unreadable(file.Locator, error);
        }
    }

    private ProblemException LengthError(long expected, long found) =>
        source.IsRemote ? ImportErrors.WrongLength(file.Name, expected, found) : ImportErrors.SourceChanged(file.Locator);
}
