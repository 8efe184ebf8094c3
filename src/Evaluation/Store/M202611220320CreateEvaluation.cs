using FluentMigrator;

namespace Onebox.Evaluation.Store;

[Migration(202611220320, "evaluation: runs, kept answers and promotions")]
public sealed class M202611220320CreateEvaluation : Migration
{
    public override void Up()
    {
        Create.Table("evaluation_runs")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Name").AsString(200).NotNullable()
            .WithColumn("TaskId").AsString(40).NotNullable()
            .WithColumn("Request").AsString(int.MaxValue).NotNullable()
            .WithColumn("Result").AsString(int.MaxValue).Nullable()
            .WithColumn("StartedBy").AsString(200).NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable()
            .WithColumn("EndedAt").AsInt64().Nullable();
        Create.Table("evaluation_answers")
            .WithColumn("Key").AsString(64).PrimaryKey()
            .WithColumn("Answer").AsString(int.MaxValue).NotNullable()
            .WithColumn("At").AsInt64().NotNullable().Indexed("evaluation_answers_at");
        Create.Table("evaluation_promotions")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Kind").AsString(16).NotNullable()
            .WithColumn("State").AsString(16).NotNullable()
            .WithColumn("Route").AsString(96).NotNullable().Indexed("evaluation_promotions_route")
            .WithColumn("Model").AsString(128).NotNullable()
            .WithColumn("Targets").AsString(int.MaxValue).Nullable()
            .WithColumn("Previous").AsString(int.MaxValue).Nullable()
            .WithColumn("EvaluationId").AsString(40).Nullable()
            .WithColumn("Verdict").AsString(int.MaxValue).Nullable()
            .WithColumn("Failure").AsString(int.MaxValue).Nullable()
            .WithColumn("TaskId").AsString(40).Nullable()
            .WithColumn("TakenBack").AsBoolean().NotNullable()
            .WithColumn("StartedBy").AsString(200).NotNullable()
            .WithColumn("At").AsInt64().NotNullable();
    }

    public override void Down()
    {
        Delete.Table("evaluation_promotions");
        Delete.Table("evaluation_answers");
        Delete.Table("evaluation_runs");
    }
}
