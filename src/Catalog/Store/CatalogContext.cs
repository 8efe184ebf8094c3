using Microsoft.EntityFrameworkCore;
using Onebox.Kernel.Records;

namespace Onebox.Catalog.Store;

internal sealed class CatalogContext(DbContextOptions<CatalogContext> options) : RecordsContext(options)
{
    public DbSet<ModelRecord> Models => Set<ModelRecord>();

    public DbSet<UploadRecord> Uploads => Set<UploadRecord>();

    public DbSet<BundledRecord> Bundled => Set<BundledRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ModelRecord>(model =>
        {
            model.ToTable("catalog_models").HasKey(m => m.Id);
            model.HasMany(m => m.Files).WithOne().HasForeignKey(f => f.ModelId);
            model.Navigation(m => m.Files).AutoInclude();
        });
        modelBuilder.Entity<ModelFileRecord>().ToTable("catalog_files").HasKey(f => new { f.ModelId, f.Position });
        modelBuilder.Entity<UploadRecord>().ToTable("catalog_uploads").HasKey(u => u.Id);
        modelBuilder.Entity<BundledRecord>().ToTable("catalog_bundled").HasKey(b => b.Name);
    }
}
