using Microsoft.Data.Sqlite;

namespace Onebox.Kernel.Records;

/// <summary>Why something could not be recorded.</summary>
public static class RecordsFault
{
    private const int NoSpaceLeft = 28; // ENOSPC
    private const int DatabaseFull = 13; // SQLITE_FULL

    /// <summary>The answer to whoever wanted something recorded.</summary>
    public static Problem DiskFull { get; } = new(ProblemKind.Insufficient, "disk.full", "The disk of the data folder is full: nothing can be recorded.", "Free space on it, then try again.");

    /// <summary>Whether the disk had no room, as SQLite or the system says it somewhere in <paramref name="error"/>.</summary>
    public static bool IsDiskFull(Exception? error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
            if (cause is SqliteException { SqliteErrorCode: DatabaseFull } || (cause is IOException && (cause.HResult & 0xFFFF) == NoSpaceLeft)) return true;
        return false;
    }
}
