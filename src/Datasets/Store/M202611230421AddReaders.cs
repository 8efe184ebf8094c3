using FluentMigrator;

namespace Onebox.Datasets.Store;

[Migration(202611230421, "datasets: who may read them")]
public sealed class M202611230421AddReaders : Migration
{
    public override void Up() => Alter.Table("datasets_datasets").AddColumn("Readers").AsString(int.MaxValue).Nullable();

    public override void Down() => Delete.Column("Readers").FromTable("datasets_datasets");
}
