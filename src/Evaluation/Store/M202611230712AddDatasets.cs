using FluentMigrator;

namespace Onebox.Evaluation.Store;

[Migration(202611230712, "evaluation: the datasets that items are made of")]
public sealed class M202611230712AddDatasets : Migration
{
    public override void Up() => Alter.Table("evaluation_runs").AddColumn("Datasets").AsString(int.MaxValue).Nullable();

    public override void Down() => Delete.Column("Datasets").FromTable("evaluation_runs");
}
