using Microsoft.EntityFrameworkCore;
using Onebox.Kernel.Records;

namespace Onebox.Security.Store;

internal sealed class SecurityContext(DbContextOptions<SecurityContext> options) : RecordsContext(options)
{
    public DbSet<UserRecord> Users => Set<UserRecord>();

    public DbSet<LinkRecord> Links => Set<LinkRecord>();

    public DbSet<SessionRecord> Sessions => Set<SessionRecord>();

    public DbSet<KeyRecord> Keys => Set<KeyRecord>();

    public DbSet<UsageRecord> Usage => Set<UsageRecord>();

    public DbSet<AuditRecord> Audit => Set<AuditRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<UserRecord>().ToTable("security_users").HasKey(u => u.Id);
        modelBuilder.Entity<LinkRecord>().ToTable("security_links").HasKey(l => l.TokenHash);
        modelBuilder.Entity<SessionRecord>().ToTable("security_sessions").HasKey(s => s.TokenHash);
        modelBuilder.Entity<KeyRecord>().ToTable("security_keys").HasKey(k => k.Id);
        modelBuilder.Entity<UsageRecord>().ToTable("security_usage").HasKey(u => new { u.KeyId, u.Day });
        modelBuilder.Entity<AuditRecord>().ToTable("security_audit").HasKey(a => a.Number);
        modelBuilder.Entity<AuditRecord>().Property(a => a.Number).ValueGeneratedNever();
    }
}
