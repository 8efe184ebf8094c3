using Microsoft.EntityFrameworkCore;
using Onebox.Kernel.Records;

namespace Onebox.Training.Store;

internal sealed class TrainingContext(DbContextOptions<TrainingContext> options) : RecordsContext(options)
{
    public DbSet<RunRecord> Runs => Set<RunRecord>();

    public DbSet<PointRecord> Points => Set<PointRecord>();

    public DbSet<ExportRecord> Exports => Set<ExportRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RunRecord>().ToTable("training_runs").HasKey(r => r.Id);
        modelBuilder.Entity<PointRecord>().ToTable("training_points").HasKey(p => new { p.RunId, p.Step, p.Kind });
        modelBuilder.Entity<ExportRecord>().ToTable("training_exports").HasKey(e => e.TaskId);
    }
}
