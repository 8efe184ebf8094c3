using Microsoft.Win32.SafeHandles;

namespace Onebox.Weights;

/// <summary>Opens a model's file for reading and words the operating system's refusals as ours.</summary>
internal static class ModelStream
{
    public static FileStream Open(string path) => Guard(path, () =>
        new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Mode = FileMode.Open, Share = FileShare.Read, BufferSize = 0 }));

    public static SafeFileHandle OpenHandle(string path, FileOptions options) =>
        Guard(path, () => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, options));

    public static ModelFileException Unreadable(string name, Exception e) =>
        new(ModelFileError.Unreadable, name, $"the file cannot be read ({e.Message})", "Check its permissions and that its disk is healthy.", inner: e);

    private static T Guard<T>(string path, Func<T> open)
    {
        var name = Path.GetFileName(path);
        try
        {
            return open();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException(ModelFileError.NotFound, name, "there is no such file", $"Check the path {path}.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(name, e);
        }
    }
}
