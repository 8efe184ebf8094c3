using FluentMigrator;

namespace Onebox.Serving.Store;

[Migration(202611222040, "serving: why a request was refused")]
public sealed class M202611222040AddRequestReason : Migration
{
    public override void Up() => Alter.Table("serving_requests").AddColumn("Reason").AsString(int.MaxValue).Nullable();

    public override void Down() => Delete.Column("Reason").FromTable("serving_requests");
}
