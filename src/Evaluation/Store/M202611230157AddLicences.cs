using FluentMigrator;

namespace Onebox.Evaluation.Store;

[Migration(202611230157, "evaluation: accepted licences")]
public sealed class M202611230157AddLicences : Migration
{
    public override void Up() => Create.Table("evaluation_licences")
        .WithColumn("ContentHash").AsString(128).PrimaryKey()
        .WithColumn("Model").AsString(200).NotNullable()
        .WithColumn("Licence").AsString(500).NotNullable()
        .WithColumn("AcceptedBy").AsString(200).NotNullable()
        .WithColumn("UserId").AsString(40).NotNullable()
        .WithColumn("Note").AsString(1000).Nullable()
        .WithColumn("At").AsInt64().NotNullable();

    public override void Down() => Delete.Table("evaluation_licences");
}
