using Microsoft.EntityFrameworkCore;
using Onebox.Kernel.Records;

namespace Onebox.Datasets.Store;

internal sealed class DatasetsContext(DbContextOptions<DatasetsContext> options) : RecordsContext(options)
{
    public DbSet<DatasetRecord> Datasets => Set<DatasetRecord>();

    public DbSet<VersionRecord> Versions => Set<VersionRecord>();

    public DbSet<AwayRecord> Away => Set<AwayRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DatasetRecord>().ToTable("datasets_datasets").HasKey(d => d.Id);
        modelBuilder.Entity<AwayRecord>().ToTable("datasets_away").HasKey(a => a.Id);
        modelBuilder.Entity<VersionRecord>(version =>
        {
            version.ToTable("datasets_versions").HasKey(v => v.Id);
            version.HasOne(v => v.Dataset).WithMany().HasForeignKey(v => v.DatasetId);
            version.Navigation(v => v.Dataset).AutoInclude();
        });
    }
}
