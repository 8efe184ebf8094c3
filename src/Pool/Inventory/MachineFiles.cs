using System.Globalization;

namespace Onebox.Pool.Inventory;

/// <summary>What the kernel tells through <c>/proc</c> and <c>/sys</c>. Another root reads a recorded machine.</summary>
internal sealed class MachineFiles(string root = "/")
{
    /// <summary>The text of a file without the last line break; null when it is absent or does not want to be read.</summary>
    public string? Text(string path)
    {
        try
        {
            return File.ReadAllText(At(path)).TrimEnd('\n', '\0', ' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Processes end and devices refuse (a NIC without a link has no speed) while we look.
            return null;
        }
    }

    public IReadOnlyList<string> Lines(string path) => Text(path)?.Split('\n') ?? [];

    /// <summary>A file that holds one whole number.</summary>
    public long? Number(string path) => long.TryParse(Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The names in a folder, sorted; none when it is absent.</summary>
    public IReadOnlyList<string> Names(string path)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(At(path)).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public bool Exists(string path) => Path.Exists(At(path));

    /// <summary>The last name of what a link leads to: a driver, a PCI address; null when it is no link.</summary>
    public string? LinkName(string path)
    {
        try
        {
            var target = File.ResolveLinkTarget(At(path), returnFinalTarget: true);
            return target is null ? null : Path.GetFileName(target.FullName.TrimEnd('/'));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The path of a name below the machine's root on this machine.</summary>
    public string At(string path) => Path.Combine(root, path.TrimStart('/'));
}
