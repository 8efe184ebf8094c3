using FluentMigrator;

namespace Onebox.Training.Store;

[Migration(202611220300, "training: runs and their curves")]
public sealed class M202611220300CreateTraining : Migration
{
    public override void Up()
    {
        Create.Table("training_runs")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Name").AsString(96).NotNullable().Unique("training_runs_name")
            .WithColumn("State").AsString(16).NotNullable()
            .WithColumn("TaskId").AsString(40).NotNullable()
            .WithColumn("Plan").AsString(int.MaxValue).NotNullable()
            .WithColumn("Recipe").AsString(int.MaxValue).NotNullable()
            .WithColumn("CodeVersion").AsString(100).NotNullable()
            .WithColumn("NeededBytes").AsInt64().NotNullable()
            .WithColumn("Threads").AsInt32().NotNullable()
            .WithColumn("Live").AsString(int.MaxValue).Nullable()
            .WithColumn("ModelId").AsString(40).NotNullable()
            .WithColumn("ModelName").AsString(96).Nullable()
            .WithColumn("PauseWanted").AsBoolean().NotNullable()
            .WithColumn("FailureCode").AsString(100).Nullable()
            .WithColumn("FailureDetail").AsString(int.MaxValue).Nullable()
            .WithColumn("FailureRemedy").AsString(int.MaxValue).Nullable()
            .WithColumn("StartedBy").AsString(128).NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable()
            .WithColumn("StartedAt").AsInt64().Nullable()
            .WithColumn("EndedAt").AsInt64().Nullable();
        Create.Table("training_points")
            .WithColumn("RunId").AsString(40).PrimaryKey().ForeignKey("training_points_run", "training_runs", "Id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("Step").AsInt64().PrimaryKey()
            .WithColumn("Kind").AsString(12).PrimaryKey()
            .WithColumn("At").AsInt64().NotNullable()
            .WithColumn("Steps").AsInt32().NotNullable()
            .WithColumn("Loss").AsDouble().NotNullable()
            .WithColumn("LearningRate").AsDouble().NotNullable()
            .WithColumn("GradientNorm").AsDouble().NotNullable()
            .WithColumn("TokensPerSecond").AsDouble().NotNullable()
            .WithColumn("Utilization").AsDouble().NotNullable()
            .WithColumn("DataWait").AsDouble().NotNullable()
            .WithColumn("CheckpointStall").AsDouble().NotNullable();
        Create.Table("training_exports")
            .WithColumn("TaskId").AsString(40).PrimaryKey()
            .WithColumn("Result").AsString(int.MaxValue).NotNullable();
    }

    public override void Down()
    {
        Delete.Table("training_exports");
        Delete.Table("training_points");
        Delete.Table("training_runs");
    }
}
