namespace Onebox.Cli.Connection;

/// <summary>The data folders of the boxes that a user has started, a line each, the last one last: commands that name no box look there for one that runs.</summary>
internal sealed class KnownFolders(string file)
{
    private const int Most = 32;

    public static KnownFolders OfThisUser { get; } = new(Path.Combine(
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".local", "state"), "onebox", "data-folders"));

    /// <summary>The last one first; those that are gone are left out.</summary>
    public IReadOnlyList<string> Read()
    {
        try
        {
            return File.Exists(file) ? [.. File.ReadAllLines(file).Where(Directory.Exists).Reverse()] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public void Add(string folder)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            // Two boxes that are started at once must not leave half a list.
            var temp = $"{file}.{Environment.ProcessId}";
            File.WriteAllLines(temp, Read().Where(f => f != folder).Prepend(folder).Take(Most).Reverse());
            File.Move(temp, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A convenience only: --data still finds the box.
        }
    }
}
