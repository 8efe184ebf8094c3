using System.Globalization;
using FluentMigrator.Runner;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Kernel.Files;

namespace Onebox.Kernel.Records;

/// <summary>Brings the schema of all modules up to date before the host takes requests, with a copy of SQLite's file made before.</summary>
public sealed partial class MigrateRecords(
    IEnumerable<MigrationAssembly> assemblies,
    IOptions<RecordsOptions> options,
    DataFolder data,
    TimeProvider clock,
    ILogger<MigrateRecords> log)
{
    /// <exception cref="ProblemException"><c>records.migration_failed</c>: names the copy to go back to.</exception>
    public void Run()
    {
        var isNew = !File.Exists(data.Records);
        var sqlite = options.Value.Provider == RecordsProvider.Sqlite;
        var connection = sqlite ? RecordsRegistration.SqliteConnectionString(options.Value, data) : options.Value.ConnectionString!;
        using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner => (sqlite ? runner.AddSQLite() : runner.AddPostgres())
                .WithGlobalConnectionString(connection)
                .ScanIn([.. assemblies.Select(a => a.Assembly).Distinct()]).For.Migrations())
            .BuildServiceProvider(validateScopes: false);
        using var scope = services.CreateScope();
        var runner = scope.ServiceProvider.GetRequiredService<IMigrationRunner>();
        if (!runner.HasMigrationsToApplyUp()) return;

        var backup = sqlite && !isNew ? Backup() : null;
        try
        {
            runner.MigrateUp();
            Migrated(backup ?? "none");
        }
        catch (Exception error)
        {
            throw new Problem(
                ProblemKind.Internal,
                "records.migration_failed",
                $"The records could not be brought up to this version: {error.Message}",
                backup is null ? "Report this; nothing was lost." : $"Nothing was lost: go back to the earlier version of Onebox with the copy {backup}.").ToException(error);
        }
    }

    private string Backup()
    {
        var path = Path.Combine(data.Backups, $"records-{clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.db");
        using var from = new SqliteConnection($"Data Source={data.Records};Pooling=False");
        from.Open();
        using var to = new SqliteConnection($"Data Source={path};Pooling=False");
        to.Open();
        from.BackupDatabase(to);
        return path;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Records migrated; the copy made before is {Backup}")]
    private partial void Migrated(string backup);
}
