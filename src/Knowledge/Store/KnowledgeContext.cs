using Microsoft.EntityFrameworkCore;
using Onebox.Kernel.Records;

namespace Onebox.Knowledge.Store;

internal sealed class KnowledgeContext(DbContextOptions<KnowledgeContext> options) : RecordsContext(options)
{
    public DbSet<BaseRecord> Bases => Set<BaseRecord>();

    public DbSet<SourceRecord> Sources => Set<SourceRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<BaseRecord>().ToTable("knowledge_bases").HasKey(b => b.Id);
        modelBuilder.Entity<SourceRecord>().ToTable("knowledge_sources").HasKey(s => new { s.BaseId, s.Path });
    }
}

/// <summary>A knowledge base as it is kept. What is in it has a file of its own (<see cref="Index.KnowledgeIndex"/>).</summary>
internal sealed class BaseRecord
{
    public required string Id { get; set; }
    public required string Name { get; set; }
    public string? Description { get; set; }

    /// <summary>JSON of <see cref="Api.Knowledge.KnowledgeSettings"/>.</summary>
    public required string Settings { get; set; }

    /// <summary>Of its vectors.</summary>
    public int Dimensions { get; set; }

    /// <summary>See <see cref="Retrieval.Fusion"/>.</summary>
    public required string Fusion { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A folder or file that was added.</summary>
internal sealed class SourceRecord
{
    public required string BaseId { get; set; }
    public required string Path { get; set; }
    public bool Watched { get; set; }

    /// <summary>Space-separated groups.</summary>
    public required string Readers { get; set; }
    public required string Tags { get; set; }
    public required string Owner { get; set; }
    public DateTimeOffset AddedAt { get; set; }
}
