using FluentMigrator;

namespace Onebox.Prediction.Store;

[Migration(202611220321, "prediction: files, batches and predictions")]
public sealed class M202611220321CreatePrediction : Migration
{
    public override void Up()
    {
        Create.Table("prediction_files")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("UserId").AsString(40).NotNullable().Indexed("prediction_files_user")
            .WithColumn("FileName").AsString(500).NotNullable()
            .WithColumn("Purpose").AsString(40).NotNullable()
            .WithColumn("Bytes").AsInt64().NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable();
        Create.Table("prediction_batches")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("UserId").AsString(40).NotNullable().Indexed("prediction_batches_user")
            .WithColumn("TaskId").AsString(40).Nullable()
            .WithColumn("Endpoint").AsString(64).NotNullable()
            .WithColumn("InputFileId").AsString(40).NotNullable()
            .WithColumn("CompletionWindow").AsString(16).NotNullable()
            .WithColumn("Metadata").AsString(int.MaxValue).Nullable()
            .WithColumn("Status").AsString(16).NotNullable()
            .WithColumn("Errors").AsString(int.MaxValue).Nullable()
            .WithColumn("OutputFileId").AsString(40).Nullable()
            .WithColumn("ErrorFileId").AsString(40).Nullable()
            .WithColumn("Total").AsInt64().NotNullable()
            .WithColumn("Completed").AsInt64().NotNullable()
            .WithColumn("Failed").AsInt64().NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable()
            .WithColumn("ExpiresAt").AsInt64().NotNullable()
            .WithColumn("InProgressAt").AsInt64().Nullable()
            .WithColumn("FinalizingAt").AsInt64().Nullable()
            .WithColumn("CompletedAt").AsInt64().Nullable()
            .WithColumn("FailedAt").AsInt64().Nullable()
            .WithColumn("ExpiredAt").AsInt64().Nullable()
            .WithColumn("CancellingAt").AsInt64().Nullable()
            .WithColumn("CancelledAt").AsInt64().Nullable();
        Create.Table("prediction_predictions")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("UserId").AsString(40).NotNullable()
            .WithColumn("StartedBy").AsString(200).NotNullable()
            .WithColumn("TaskId").AsString(40).Nullable()
            .WithColumn("Request").AsString(int.MaxValue).NotNullable()
            .WithColumn("VersionId").AsString(64).NotNullable()
            .WithColumn("FileId").AsString(40).Nullable()
            .WithColumn("Rows").AsInt64().NotNullable()
            .WithColumn("Completed").AsInt64().NotNullable()
            .WithColumn("Failed").AsInt64().NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable()
            .WithColumn("EndedAt").AsInt64().Nullable();
    }

    public override void Down()
    {
        Delete.Table("prediction_predictions");
        Delete.Table("prediction_batches");
        Delete.Table("prediction_files");
    }
}
