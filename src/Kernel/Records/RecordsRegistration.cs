using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Onebox.Kernel.Files;

namespace Onebox.Kernel.Records;

public static class RecordsRegistration
{
    /// <summary>
    /// Registers a module's context (as <see cref="IDbContextFactory{TContext}"/>) and the migrations in its assembly, which run before the
    /// host takes requests.
    /// </summary>
    public static IServiceCollection AddRecords<TContext>(this IServiceCollection services)
        where TContext : RecordsContext
    {
        services.AddSingleton(new MigrationAssembly(typeof(TContext).Assembly));
        return services.AddPooledDbContextFactory<TContext>((provider, builder) =>
        {
            var options = provider.GetRequiredService<IOptions<RecordsOptions>>().Value;
            if (options.Provider == RecordsProvider.PostgreSql) builder.UseNpgsql(options.ConnectionString);
            else builder.UseSqlite(SqliteConnectionString(options, provider.GetRequiredService<DataFolder>())).AddInterceptors(SqlitePragmas.Instance);
        });
    }

    internal static string SqliteConnectionString(RecordsOptions options, DataFolder data) =>
        options.ConnectionString ?? $"Data Source={data.Records};Cache=Private;Pooling=True;Default Timeout=30";
}

/// <summary>An assembly that holds FluentMigrator migrations.</summary>
public sealed record MigrationAssembly(Assembly Assembly);
