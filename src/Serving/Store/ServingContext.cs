using Microsoft.EntityFrameworkCore;
using Onebox.Api.Deployments;
using Onebox.Kernel.Records;

namespace Onebox.Serving.Store;

internal sealed class ServingContext(DbContextOptions<ServingContext> options) : RecordsContext(options)
{
    public DbSet<DeploymentRecord> Deployments => Set<DeploymentRecord>();

    public DbSet<RouteRecord> Routes => Set<RouteRecord>();

    public DbSet<EngineRecord> Engines => Set<EngineRecord>();

    /// <summary>Kept as they travel: what became of a request does not change.</summary>
    public DbSet<RequestRecord> Requests => Set<RequestRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DeploymentRecord>().ToTable("serving_deployments").HasKey(d => d.Id);
        modelBuilder.Entity<RouteRecord>().ToTable("serving_routes").HasKey(r => r.Id);
        modelBuilder.Entity<EngineRecord>().ToTable("serving_engines").HasKey(e => e.Id);
        modelBuilder.Entity<RequestRecord>().ToTable("serving_requests").HasKey(r => r.Id);
    }
}
