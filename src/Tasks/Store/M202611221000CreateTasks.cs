using FluentMigrator;

namespace Onebox.Tasks.Store;

[Migration(202611221000, "tasks: tasks and their logs")]
public sealed class M202611221000CreateTasks : Migration
{
    public override void Up()
    {
        Create.Table("tasks_tasks")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Kind").AsString(64).NotNullable()
            .WithColumn("Title").AsString(1000).NotNullable()
            .WithColumn("State").AsString(16).NotNullable()
            .WithColumn("ResourceId").AsString(128).Nullable().Indexed("tasks_tasks_resource")
            .WithColumn("StartedBy").AsString(128).NotNullable()
            .WithColumn("CallerJson").AsString(int.MaxValue).NotNullable()
            .WithColumn("Input").AsString(int.MaxValue).NotNullable()
            .WithColumn("SavedState").AsString(int.MaxValue).Nullable()
            .WithColumn("Step").AsString(200).Nullable()
            .WithColumn("Done").AsDouble().Nullable()
            .WithColumn("Total").AsDouble().Nullable()
            .WithColumn("Unit").AsString(32).Nullable()
            .WithColumn("FailureCode").AsString(100).Nullable()
            .WithColumn("FailureCause").AsString(int.MaxValue).Nullable()
            .WithColumn("FailureRemedy").AsString(int.MaxValue).Nullable()
            .WithColumn("CancelRequested").AsBoolean().NotNullable()
            .WithColumn("Attempts").AsInt32().NotNullable()
            .WithColumn("Revision").AsInt64().NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable()
            .WithColumn("StartedAt").AsInt64().Nullable()
            .WithColumn("EndedAt").AsInt64().Nullable();
        Create.Index("tasks_tasks_state").OnTable("tasks_tasks").OnColumn("State");
        Create.Table("tasks_log")
            .WithColumn("Number").AsInt64().PrimaryKey().Identity()
            .WithColumn("TaskId").AsString(40).NotNullable().Indexed("tasks_log_task")
            .WithColumn("At").AsInt64().NotNullable()
            .WithColumn("Level").AsString(16).NotNullable()
            .WithColumn("Text").AsString(int.MaxValue).NotNullable();
    }

    public override void Down()
    {
        Delete.Table("tasks_log");
        Delete.Table("tasks_tasks");
    }
}
