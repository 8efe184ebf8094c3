using FluentMigrator;

namespace Onebox.Prediction.Store;

[Migration(202611230713, "prediction: the version of a dataset that a file's answers are about")]
public sealed class M202611230713AddVersions : Migration
{
    public override void Up()
    {
        Alter.Table("prediction_files").AddColumn("VersionId").AsString(64).Nullable();
        Execute.Sql("""UPDATE prediction_files SET "VersionId" = (SELECT p."VersionId" FROM prediction_predictions p WHERE p."FileId" = prediction_files."Id")""");
    }

    public override void Down() => Delete.Column("VersionId").FromTable("prediction_files");
}
