using Microsoft.Extensions.Options;
using Onebox.Api.Datasets;
using Onebox.Datasets.Reading;
using Onebox.Kernel.Files;
using Onebox.Kernel.Ports;

namespace Onebox.Datasets.Importing;

/// <summary>Where a dataset's file comes from: a path on the box, a finished upload, a web address.</summary>
internal sealed class DatasetSource(IIncomingFiles incoming, IOptions<DatasetsOptions> options)
{
    /// <summary>For people and records; holds no secret: signed addresses carry theirs behind the path.</summary>
    public async Task<string> DescribeAsync(ImportDatasetRequest request, CancellationToken cancellation) => request switch
    {
        { Path: { } path } => Path.GetFullPath(path),
        { Upload: { } upload } => $"upload of {(await incoming.FindUploadAsync(upload, cancellation)).FileName}",
        _ => new Uri(request.Url!).GetComponents(UriComponents.Scheme | UriComponents.HostAndPort | UriComponents.Path, UriFormat.UriEscaped),
    };

    /// <summary>The file's own name.</summary>
    public async Task<string> FileNameAsync(ImportDatasetRequest request, CancellationToken cancellation) => request switch
    {
        { Path: { } path } => Path.GetFileName(path),
        { Upload: { } upload } => (await incoming.FindUploadAsync(upload, cancellation)).FileName,
        _ => Uri.UnescapeDataString(new Uri(request.Url!).Segments[^1]),
    };

    /// <summary>What can be told before a task is started.</summary>
    /// <exception cref="Kernel.ProblemException">There is no such file, or the box may not read it.</exception>
    public async Task CheckAsync(ImportDatasetRequest request, CancellationToken cancellation)
    {
        if (request.Upload is { } upload) await incoming.FindUploadAsync(upload, cancellation);
        if (request.Path is not { } path) return;
        RequireAllowed(path);
        if (!File.Exists(path)) throw DatasetsErrors.Unreadable(path, Directory.Exists(path) ? "it is a folder." : "there is no such file.");
        // Opening a pipe or a device may wait for ever; neither has a length.
        if (new FileInfo(Path.GetFullPath(path)).ResolveLinkTarget(returnFinalTarget: true) is var target && new FileInfo(target?.FullName ?? path).Length == 0) throw DatasetsErrors.Unreadable(path, "it is empty, or no regular file.");
        try
        {
            await using var _ = File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DatasetsErrors.Unreadable(path, error.Message, error);
        }
    }

    /// <summary>The file, on this box's disk. A download goes to <paramref name="target"/>.</summary>
    public async Task<SourceFile> OpenAsync(ImportDatasetRequest request, string target, Action<long, long?> progress, Func<string, Task> log, CancellationToken cancellation)
    {
        await CheckAsync(request, cancellation);
        var path = request.Path;
        if (request.Upload is { } upload) path = (await incoming.FindUploadAsync(upload, cancellation)).Path;
        if (request.Url is { } url) await incoming.DownloadAsync(new Uri(url), path = target, progress, log, cancellation);
        var settings = new SourceSettings(request.Format, request.Encoding, request.Delimiter, request.Sheet, request.TextUnit, request.Columns);
        return new SourceFile(path!, await FileNameAsync(request, cancellation), settings, options.Value);
    }

    public Task ReleaseAsync(ImportDatasetRequest request) => request.Upload is { } upload ? incoming.ReleaseUploadAsync(upload) : Task.CompletedTask;

    private void RequireAllowed(string path)
    {
        if (options.Value.ImportRoots.Count == 0) return;
        var real = RealPath.Of(path);
        if (!options.Value.ImportRoots.Any(root => real.StartsWith(Path.TrimEndingDirectorySeparator(RealPath.Of(root)) + "/", StringComparison.Ordinal)))
            throw DatasetsErrors.OutsideRoots(path, options.Value.ImportRoots);
    }
}
