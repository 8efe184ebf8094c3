using System.Globalization;
using Onebox.Kernel.Files;
using Onebox.Weights;

namespace Onebox.Catalog.Importing;

/// <summary>A file or folder on this machine. It is only read; symbolic links are followed.</summary>
internal sealed class PathSource(string path, bool link, string? sha256, CatalogOptions options) : IModelSource
{
    private readonly string _path = Path.GetFullPath(path);

    public string Kind => "path";

    public string Description => _path;

    public string SuggestedName => Path.GetFileName(Path.TrimEndingDirectorySeparator(_path)) is var name && Directory.Exists(_path) ? name : ModelNames.WithoutExtension(name);

    public bool IsRemote => false;

    public ValueTask CheckAsync(CancellationToken cancellation)
    {
        _ = Inspect();
        return ValueTask.CompletedTask;
    }

    public Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellation)
    {
        var model = Inspect();
        var files = model.Files.Select(f => f.Path).Concat(model.Companions).ToList();
        if (sha256 is not null && model.Files.Count > 1) throw ImportErrors.ChecksumOfMany(model.Files.Count);
        return Task.FromResult<IReadOnlyList<SourceFile>>([.. files.Select((file, i) =>
        {
            RequireAllowed(file);
            return new SourceFile(Path.GetFileName(file), file, new FileInfo(RealPath.Of(file)).Length, i == 0 ? sha256 : null);
        })]);
    }

    public Taking TryTake(SourceFile file, string target)
    {
        var real = RealPath.Of(file.Locator);
        if (link && UnixFile.TryLink(real, target)) return Taking.Linked;
        return UnixFile.TryClone(real, target) ? Taking.Cloned : Taking.None;
    }

    public Task<SourceStream> OpenAsync(SourceFile file, long offset, string? version, CancellationToken cancellation)
    {
        RequireAllowed(file.Locator);
        try
        {
            var info = new FileInfo(RealPath.Of(file.Locator));
            var now = string.Create(CultureInfo.InvariantCulture, $"{info.Length}-{info.LastWriteTimeUtc.Ticks}");
            var stream = new FileStream(info.FullName, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan | FileOptions.Asynchronous });
            var start = version is null || version == now ? Math.Min(offset, info.Length) : 0;
            stream.Position = start;
            return Task.FromResult(new SourceStream(stream, start, info.Length, now));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ImportErrors.Unreadable(file.Locator, error);
        }
    }

    private ModelSet Inspect()
    {
        RequireAllowed(_path);
        try
        {
            var names = Directory.Exists(_path) ? Directory.EnumerateFiles(_path).Where(ModelNames.LooksLikeWeights) : [_path];
            foreach (var name in names) UnixFile.RequireRegular(name);
            var found = ModelFolder.Inspect(_path);
            return found.Models is [var only] ? only : throw ImportErrors.Several(_path, found.Models.Select(m => (m.Files[0].Name, (long?)m.Length)));
        }
        catch (ModelFileException refusal)
        {
            throw CatalogErrors.Refused(refusal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ImportErrors.Unreadable(_path, error);
        }
    }

    private void RequireAllowed(string file)
    {
        if (options.ImportRoots.Count == 0 || options.IsBundled(file)) return;
        var real = RealPath.Of(file);
        if (!options.ImportRoots.Any(root => real.StartsWith(Path.TrimEndingDirectorySeparator(RealPath.Of(root)) + "/", StringComparison.Ordinal)))
            throw ImportErrors.OutsideRoots(file, options.ImportRoots);
    }
}
