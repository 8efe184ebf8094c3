using System.Data;
using FluentMigrator;

namespace Onebox.Datasets.Store;

[Migration(202611220310, "datasets: datasets and their versions")]
public sealed class M202611220310CreateDatasets : Migration
{
    public override void Up()
    {
        Create.Table("datasets_datasets")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Name").AsString(96).NotNullable().Unique("datasets_datasets_name")
            .WithColumn("LastNumber").AsInt32().NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable();
        Create.Table("datasets_versions")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("DatasetId").AsString(40).NotNullable().ForeignKey("datasets_versions_dataset", "datasets_datasets", "Id").OnDelete(Rule.Cascade).Indexed("datasets_versions_of")
            .WithColumn("Number").AsInt32().NotNullable()
            .WithColumn("State").AsString(16).NotNullable()
            .WithColumn("TaskId").AsString(40).NotNullable()
            .WithColumn("Shape").AsString(16).NotNullable()
            .WithColumn("RecognizedAs").AsString(32).Nullable()
            .WithColumn("Confidence").AsDouble().Nullable()
            .WithColumn("Format").AsString(16).Nullable()
            .WithColumn("Source").AsString(int.MaxValue).NotNullable()
            .WithColumn("PreparedFrom").AsString(128).Nullable()
            .WithColumn("Recipe").AsString(int.MaxValue).Nullable()
            .WithColumn("ContentHash").AsString(64).Nullable()
            .WithColumn("Train").AsInt64().NotNullable()
            .WithColumn("Validation").AsInt64().NotNullable()
            .WithColumn("Test").AsInt64().NotNullable()
            .WithColumn("SizeBytes").AsInt64().NotNullable()
            .WithColumn("Details").AsString(int.MaxValue).Nullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable();
        Create.Index("datasets_versions_number").OnTable("datasets_versions").OnColumn("DatasetId").Ascending().OnColumn("Number").Ascending().WithOptions().Unique();
    }

    public override void Down()
    {
        Delete.Table("datasets_versions");
        Delete.Table("datasets_datasets");
    }
}
