using System.Security.Cryptography;

namespace Onebox.Training.Planning;

/// <summary>Files that a recipe names.</summary>
internal static class DataFiles
{
    /// <summary>The absolute path of a file that a recipe names; null, noted, when it is not there.</summary>
    /// <param name="folder">Where relative paths begin; null: nowhere, so only absolute ones can be found.</param>
    public static string? Find(string path, string? folder, string field, Errors errors)
    {
        if (!Path.IsPathRooted(path) && folder is null)
        {
            errors.Note(field, $"{path} is a relative path, and the box does not know from where: give an absolute one.");
            return null;
        }

        var full = Path.GetFullPath(path, folder ?? "/");
        if (File.Exists(full)) return full;
        errors.Note(field, $"There is no file {full} on the box.");
        return null;
    }

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
