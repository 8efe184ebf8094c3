using Microsoft.Data.Sqlite;
using Onebox.Kernel.Access;
using Onebox.Security.Audit;
using Onebox.Security.Store;

namespace Onebox.Security.Tests;

public sealed class AuditTests : SecurityTest
{
    [Fact]
    public async Task Write_ManyAtOnce_MakesOneWholeChain()
    {
        var log = Box.Get<AuditLog>();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => log.WriteAsync(Caller.Box, "test.done", $"thing {i}")));
        await Box.RestartAsync();
        await Box.Get<AuditLog>().WriteAsync(Caller.Box, "test.done", "after", "with \"quotes\" and 中文");
        Assert.Equal((51, null), await Box.Get<AuditLog>().CheckAsync(default));
    }

    [Fact]
    public async Task Write_WhoAskedHasGone_IsWrittenAllTheSame()
    {
        var log = Box.Get<AuditLog>();
        await log.WriteAsync(Caller.Box, "user.deleted", "ada", cancellation: new CancellationToken(canceled: true));
        Assert.Equal("user.deleted", Assert.Single(await log.ReadAsync(null, 10, default)).Action);
    }

    [Fact]
    public async Task Database_RefusesToChangeOrRemoveEntries()
    {
        await Box.Get<AuditLog>().WriteAsync(Caller.Box, "test.done", "thing");
        Assert.Throws<SqliteException>(() => Execute("UPDATE security_audit SET Resource = 'other'"));
        Assert.Throws<SqliteException>(() => Execute("DELETE FROM security_audit"));
    }

    [Theory]
    [InlineData("UPDATE security_audit SET Detail = 'harmless' WHERE Number = 3", 3)]
    [InlineData("DELETE FROM security_audit WHERE Number = 2", 2)]
    [InlineData("UPDATE security_audit SET UserName = 'somebody' WHERE Number = 5", 5)]
    public async Task Check_ChangedBehindOurBack_NamesTheFirstEntryThatDoesNotFit(string change, long brokenAt)
    {
        var log = Box.Get<AuditLog>();
        for (var i = 0; i < 5; i++) await log.WriteAsync(Caller.Box, "test.done", $"thing {i}");
        Execute($"DROP TRIGGER security_audit_no_update; DROP TRIGGER security_audit_no_delete; {change}");
        Assert.Equal(brokenAt, (await log.CheckAsync(default)).BrokenAt);
    }

    [Fact]
    public void HashOf_AKnownEntry_IsAsTheSpecSays()
    {
        var entry = new AuditRecord
        {
            Number = 1,
            Id = "aud_1",
            At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000),
            UserId = "usr_1",
            UserName = "owner",
            KeyId = null,
            Action = "model.imported",
            Resource = "mdl_1",
            Detail = "stories & co",
            PreviousHash = AuditLog.Beginning,
            Hash = "",
        };

        var bytes = System.Text.Encoding.UTF8.GetBytes($"[\"{AuditLog.Beginning}\",1,\"aud_1\",1700000000000,\"usr_1\",\"owner\",null,\"model.imported\",\"mdl_1\",\"stories \\u0026 co\"]");
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), AuditLog.HashOf(entry));
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Box.Data.Records};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
