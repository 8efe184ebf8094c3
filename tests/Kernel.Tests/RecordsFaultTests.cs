using Microsoft.Data.Sqlite;
using Onebox.Kernel.Records;

namespace Onebox.Kernel.Tests;

public sealed class RecordsFaultTests
{
    [Fact]
    public void DiskFull_WhereverItIsSaid_IsRecognised()
    {
        Assert.True(RecordsFault.IsDiskFull(new InvalidOperationException("not saved", new SqliteException("database or disk is full", 13))));
        Assert.True(RecordsFault.IsDiskFull(new IOException("No space left on device", 28)));
        Assert.False(RecordsFault.IsDiskFull(new InvalidOperationException("not saved", new SqliteException("UNIQUE constraint failed", 19))));
        Assert.False(RecordsFault.IsDiskFull(new IOException("Permission denied", 13)));
    }
}
