using System.Data;
using FluentMigrator;

namespace Onebox.Knowledge.Store;

[Migration(202611230331, "knowledge: bases and what they are filled from")]
public sealed class M202611230331CreateKnowledge : Migration
{
    public override void Up()
    {
        Create.Table("knowledge_bases")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Name").AsString(96).NotNullable().Unique("knowledge_bases_name")
            .WithColumn("Description").AsString(int.MaxValue).Nullable()
            .WithColumn("Settings").AsString(int.MaxValue).NotNullable()
            .WithColumn("Dimensions").AsInt32().NotNullable()
            .WithColumn("Fusion").AsString(100).NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable();
        Create.Table("knowledge_sources")
            .WithColumn("BaseId").AsString(40).PrimaryKey().ForeignKey("knowledge_sources_base", "knowledge_bases", "Id").OnDelete(Rule.Cascade)
            .WithColumn("Path").AsString(4000).PrimaryKey()
            .WithColumn("Watched").AsBoolean().NotNullable()
            .WithColumn("Readers").AsString(2000).NotNullable()
            .WithColumn("Tags").AsString(2000).NotNullable()
            .WithColumn("Owner").AsString(128).NotNullable()
            .WithColumn("AddedAt").AsInt64().NotNullable();
    }

    public override void Down()
    {
        Delete.Table("knowledge_sources");
        Delete.Table("knowledge_bases");
    }
}
