using FluentMigrator;

namespace Onebox.Security.Store;

[Migration(202611230330, "security: the groups of users and keys")]
public sealed class M202611230330AddGroups : Migration
{
    public override void Up()
    {
        Alter.Table("security_users").AddColumn("Groups").AsString(2000).Nullable();
        Alter.Table("security_keys").AddColumn("Groups").AsString(2000).Nullable();
    }

    public override void Down()
    {
        Delete.Column("Groups").FromTable("security_users");
        Delete.Column("Groups").FromTable("security_keys");
    }
}
