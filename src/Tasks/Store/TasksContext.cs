using Microsoft.EntityFrameworkCore;
using Onebox.Kernel.Records;

namespace Onebox.Tasks.Store;

internal sealed class TasksContext(DbContextOptions<TasksContext> options) : RecordsContext(options)
{
    public DbSet<TaskRecord> Tasks => Set<TaskRecord>();

    public DbSet<TaskLogRecord> Log => Set<TaskLogRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TaskRecord>().ToTable("tasks_tasks").HasKey(t => t.Id);
        modelBuilder.Entity<TaskLogRecord>().ToTable("tasks_log").HasKey(l => l.Number);
    }
}
