using FluentMigrator;

namespace Onebox.Prediction.Store;

[Migration(202611230158, "prediction: the longest answer, and the answers that it cut")]
public sealed class M202611230158AddAnswerLimit : Migration
{
    private const string Table = "prediction_predictions";

    public override void Up()
    {
        Alter.Table(Table).AddColumn("AnswerLimit").AsInt32().Nullable();
        Alter.Table(Table).AddColumn("LimitReason").AsString(500).Nullable();
        Alter.Table(Table).AddColumn("Cut").AsInt64().NotNullable().WithDefaultValue(0);
    }

    public override void Down()
    {
        foreach (var column in (string[])["AnswerLimit", "LimitReason", "Cut"]) Delete.Column(column).FromTable(Table);
    }
}
