using Microsoft.EntityFrameworkCore;
using Onebox.Evaluation.Licences;
using Onebox.Kernel.Records;

namespace Onebox.Evaluation.Store;

internal sealed class EvaluationContext(DbContextOptions<EvaluationContext> options) : RecordsContext(options)
{
    public DbSet<EvaluationRecord> Evaluations => Set<EvaluationRecord>();

    public DbSet<AnswerRecord> Answers => Set<AnswerRecord>();

    public DbSet<PromotionRecord> Promotions => Set<PromotionRecord>();

    public DbSet<LicenceRecord> Licences => Set<LicenceRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<EvaluationRecord>().ToTable("evaluation_runs").HasKey(e => e.Id);
        modelBuilder.Entity<AnswerRecord>().ToTable("evaluation_answers").HasKey(a => a.Key);
        modelBuilder.Entity<PromotionRecord>().ToTable("evaluation_promotions").HasKey(p => p.Id);
        modelBuilder.Entity<LicenceRecord>().ToTable("evaluation_licences").HasKey(l => l.ContentHash);
    }
}
