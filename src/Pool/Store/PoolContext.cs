using Microsoft.EntityFrameworkCore;
using Onebox.Kernel.Records;

namespace Onebox.Pool.Store;

internal sealed class PoolContext(DbContextOptions<PoolContext> options) : RecordsContext(options)
{
    public DbSet<LeaseRecord> Leases => Set<LeaseRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LeaseRecord>(lease =>
        {
            lease.ToTable("pool_leases").HasKey(l => l.Id);
            lease.HasMany(l => l.Slices).WithOne().HasForeignKey(s => s.LeaseId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<SliceRecord>().ToTable("pool_slices").HasKey(s => new { s.LeaseId, s.Number });
    }
}
