using FluentMigrator;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Onebox.Kernel.Records;
using Onebox.Testing;

namespace Onebox.Kernel.Tests;

public sealed class MigrateRecordsTests
{
    [Fact]
    public async Task Run_NewFolder_NeedsNoCopy()
    {
        await using var box = TestBox.Create(services => services.AddSingleton(new MigrationAssembly(typeof(FirstMigration).Assembly)));
        Assert.Empty(Directory.EnumerateFiles(box.Data.Backups));
        Assert.Equal(1, Count(box.Data.Records, "kernel_tests"));
    }

    [Fact]
    public async Task Run_NewMigration_CopiesTheRecordsBefore()
    {
        var folder = Directory.CreateTempSubdirectory("onebox-test-").FullName;
        var records = Path.Combine(folder, "records.db");
        Execute(records, "CREATE TABLE old (x INTEGER); INSERT INTO old VALUES (7);");
        using (var data = Files.DataFolder.Open(folder))
        {
            await using var services = new ServiceCollection().AddLogging().AddOptions().AddSingleton(data).AddKernel()
                .AddSingleton(new MigrationAssembly(typeof(FirstMigration).Assembly)).BuildServiceProvider();
            services.GetRequiredService<MigrateRecords>().Run();
            var copy = Assert.Single(Directory.EnumerateFiles(data.Backups));
            Assert.Equal(7, Count(copy, "old", "x"));
            services.GetRequiredService<MigrateRecords>().Run();
            Assert.Single(Directory.EnumerateFiles(data.Backups));
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static long Count(string file, string table, string? column = null)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = column is null ? $"SELECT COUNT(*) FROM sqlite_master WHERE name = '{table}'" : $"SELECT {column} FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

[Migration(1, "a migration to test with")]
public sealed class FirstMigration : Migration
{
    public override void Up() => Create.Table("kernel_tests").WithColumn("Id").AsInt32().PrimaryKey();

    public override void Down() => Delete.Table("kernel_tests");
}
