using FluentMigrator;

namespace Onebox.Datasets.Store;

[Migration(202611230711, "datasets: the readers of those that are not there")]
public sealed class M202611230711KeepReaders : Migration
{
    public override void Up() => Create.Table("datasets_away")
        .WithColumn("Id").AsString(64).PrimaryKey()
        .WithColumn("Readers").AsString(int.MaxValue).NotNullable();

    public override void Down() => Delete.Table("datasets_away");
}
