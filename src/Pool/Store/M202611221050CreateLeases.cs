using System.Data;
using FluentMigrator;

namespace Onebox.Pool.Store;

[Migration(202611221050, "pool: leases and their slices")]
public sealed class M202611221050CreateLeases : Migration
{
    public override void Up()
    {
        Create.Table("pool_leases")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("NodeId").AsString(40).NotNullable().Indexed("pool_leases_node")
            .WithColumn("HolderId").AsString(128).NotNullable()
            .WithColumn("HolderName").AsString(1000).NotNullable()
            .WithColumn("GrantedAt").AsInt64().NotNullable();
        Create.Table("pool_slices")
            .WithColumn("LeaseId").AsString(40).PrimaryKey().ForeignKey("pool_slices_lease", "pool_leases", "Id").OnDelete(Rule.Cascade)
            .WithColumn("Number").AsInt32().PrimaryKey()
            .WithColumn("DeviceId").AsString(40).NotNullable()
            .WithColumn("DeviceKind").AsString(16).NotNullable()
            .WithColumn("Bytes").AsInt64().NotNullable()
            .WithColumn("Compute").AsDouble().NotNullable();
    }

    public override void Down()
    {
        Delete.Table("pool_slices");
        Delete.Table("pool_leases");
    }
}
