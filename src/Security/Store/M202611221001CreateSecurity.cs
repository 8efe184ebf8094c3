using FluentMigrator;

namespace Onebox.Security.Store;

[Migration(202611221001, "security: users, links, sessions, keys, usage, audit")]
public sealed class M202611221001CreateSecurity : Migration
{
    public override void Up()
    {
        Create.Table("security_users")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Name").AsString(96).NotNullable().Unique("security_users_name")
            .WithColumn("Role").AsString(16).NotNullable()
            .WithColumn("PasswordHash").AsString(400).Nullable()
            .WithColumn("Disabled").AsBoolean().NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable()
            .WithColumn("LastSeenAt").AsInt64().Nullable();
        Create.Table("security_links")
            .WithColumn("TokenHash").AsString(64).PrimaryKey()
            .WithColumn("UserId").AsString(40).NotNullable()
            .WithColumn("ExpiresAt").AsInt64().NotNullable()
            .WithColumn("UsedAt").AsInt64().Nullable();
        Create.Table("security_sessions")
            .WithColumn("TokenHash").AsString(64).PrimaryKey()
            .WithColumn("UserId").AsString(40).NotNullable().Indexed("security_sessions_user")
            .WithColumn("CreatedAt").AsInt64().NotNullable()
            .WithColumn("LastSeenAt").AsInt64().NotNullable();
        Create.Table("security_keys")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Name").AsString(96).NotNullable()
            .WithColumn("Prefix").AsString(16).NotNullable()
            .WithColumn("Hash").AsString(64).NotNullable().Unique("security_keys_hash")
            .WithColumn("UserId").AsString(40).NotNullable().Indexed("security_keys_user")
            .WithColumn("Role").AsString(16).NotNullable()
            .WithColumn("Actions").AsString(2000).Nullable()
            .WithColumn("Routes").AsString(int.MaxValue).Nullable()
            .WithColumn("RequestsPerDay").AsInt64().Nullable()
            .WithColumn("TokensPerDay").AsInt64().Nullable()
            .WithColumn("RequestsPerMinute").AsInt32().Nullable()
            .WithColumn("Revoked").AsBoolean().NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable()
            .WithColumn("ExpiresAt").AsInt64().Nullable()
            .WithColumn("LastUsedAt").AsInt64().Nullable();
        Create.Table("security_usage")
            .WithColumn("KeyId").AsString(40).PrimaryKey()
            .WithColumn("Day").AsInt32().PrimaryKey()
            .WithColumn("Requests").AsInt64().NotNullable()
            .WithColumn("Tokens").AsInt64().NotNullable();
        Create.Table("security_audit")
            .WithColumn("Number").AsInt64().PrimaryKey()
            .WithColumn("Id").AsString(40).NotNullable()
            .WithColumn("At").AsInt64().NotNullable()
            .WithColumn("UserId").AsString(40).NotNullable()
            .WithColumn("UserName").AsString(96).NotNullable()
            .WithColumn("KeyId").AsString(40).Nullable()
            .WithColumn("Action").AsString(64).NotNullable()
            .WithColumn("Resource").AsString(1000).NotNullable()
            .WithColumn("Detail").AsString(int.MaxValue).Nullable()
            .WithColumn("PreviousHash").AsString(64).NotNullable()
            .WithColumn("Hash").AsString(64).NotNullable();

        // Append-only in the database too: an honest mistake in code cannot rewrite history. The hash chain tells a dishonest one.
        IfDatabase("sqlite").Execute.Sql(
            """
            CREATE TRIGGER security_audit_no_update BEFORE UPDATE ON security_audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
            CREATE TRIGGER security_audit_no_delete BEFORE DELETE ON security_audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
            """);
        IfDatabase("postgres").Execute.Sql(
            """
            CREATE RULE security_audit_no_update AS ON UPDATE TO security_audit DO INSTEAD NOTHING;
            CREATE RULE security_audit_no_delete AS ON DELETE TO security_audit DO INSTEAD NOTHING;
            """);
    }

    public override void Down()
    {
        foreach (var table in (string[])["audit", "usage", "keys", "sessions", "links", "users"]) Delete.Table("security_" + table);
    }
}
