using System.Data;
using FluentMigrator;

namespace Onebox.Catalog.Store;

[Migration(202611221100, "catalog: models, their files, uploads")]
public sealed class M202611221100CreateCatalog : Migration
{
    public override void Up()
    {
        Create.Table("catalog_models")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Name").AsString(96).NotNullable().Unique("catalog_models_name")
            .WithColumn("State").AsString(16).NotNullable()
            .WithColumn("Damage").AsString(int.MaxValue).Nullable()
            .WithColumn("Format").AsString(16).NotNullable()
            .WithColumn("Purpose").AsString(16).Nullable()
            .WithColumn("Source").AsString(int.MaxValue).NotNullable()
            .WithColumn("Preset").AsString(96).Nullable()
            .WithColumn("TaskId").AsString(40).NotNullable()
            .WithColumn("Architecture").AsString(int.MaxValue).Nullable()
            .WithColumn("ContentHash").AsString(64).Nullable().Unique("catalog_models_content")
            .WithColumn("ImportedAt").AsInt64().NotNullable();
        Create.Table("catalog_files")
            .WithColumn("ModelId").AsString(40).PrimaryKey().ForeignKey("catalog_files_model", "catalog_models", "Id").OnDelete(Rule.Cascade)
            .WithColumn("Position").AsInt32().PrimaryKey()
            .WithColumn("Name").AsString(255).NotNullable()
            .WithColumn("SizeBytes").AsInt64().NotNullable()
            .WithColumn("Sha256").AsString(64).NotNullable()
            .WithColumn("HoldsWeights").AsBoolean().NotNullable();
        Create.Table("catalog_uploads")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("FileName").AsString(255).NotNullable()
            .WithColumn("SizeBytes").AsInt64().NotNullable()
            .WithColumn("OffsetBytes").AsInt64().NotNullable()
            .WithColumn("Sha256").AsString(64).Nullable()
            .WithColumn("StartedBy").AsString(128).NotNullable()
            .WithColumn("ExpiresAt").AsInt64().NotNullable();
    }

    public override void Down()
    {
        Delete.Table("catalog_uploads");
        Delete.Table("catalog_files");
        Delete.Table("catalog_models");
    }
}
