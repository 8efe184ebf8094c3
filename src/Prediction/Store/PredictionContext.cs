using Microsoft.EntityFrameworkCore;
using Onebox.Kernel.Records;

namespace Onebox.Prediction.Store;

internal sealed class PredictionContext(DbContextOptions<PredictionContext> options) : RecordsContext(options)
{
    public DbSet<FileRecord> Files => Set<FileRecord>();

    public DbSet<BatchRecord> Batches => Set<BatchRecord>();

    public DbSet<PredictionRecord> Predictions => Set<PredictionRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<FileRecord>().ToTable("prediction_files").HasKey(f => f.Id);
        modelBuilder.Entity<BatchRecord>().ToTable("prediction_batches").HasKey(b => b.Id);
        modelBuilder.Entity<PredictionRecord>().ToTable("prediction_predictions").HasKey(p => p.Id);
    }
}
