using FluentMigrator;

namespace Onebox.Serving.Store;

[Migration(202611221300, "serving: deployments, routes, engines and request records")]
public sealed class M202611221300CreateServing : Migration
{
    public override void Up()
    {
        Create.Table("serving_deployments")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Name").AsString(96).NotNullable().Unique("serving_deployments_name")
            .WithColumn("ModelId").AsString(40).NotNullable()
            .WithColumn("ModelName").AsString(96).NotNullable()
            .WithColumn("Settings").AsString(int.MaxValue).NotNullable()
            .WithColumn("Wanted").AsBoolean().NotNullable()
            .WithColumn("Unloaded").AsBoolean().NotNullable()
            .WithColumn("Generation").AsInt32().NotNullable()
            .WithColumn("NewestGeneration").AsInt32().NotNullable()
            .WithColumn("ReadyGeneration").AsInt32().NotNullable()
            .WithColumn("Previous").AsString(int.MaxValue).Nullable()
            .WithColumn("FailedGeneration").AsInt32().NotNullable()
            .WithColumn("FailureCode").AsString(100).Nullable()
            .WithColumn("FailureDetail").AsString(int.MaxValue).Nullable()
            .WithColumn("FailureRemedy").AsString(int.MaxValue).Nullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable();
        Create.Table("serving_routes")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Name").AsString(96).NotNullable().Unique("serving_routes_name")
            .WithColumn("Targets").AsString(int.MaxValue).NotNullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable()
            .WithColumn("ChangedAt").AsInt64().NotNullable();
        Create.Table("serving_engines")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("Name").AsString(96).NotNullable().Unique("serving_engines_name")
            .WithColumn("Url").AsString(2000).NotNullable()
            .WithColumn("SealedKey").AsString(int.MaxValue).Nullable()
            .WithColumn("CreatedAt").AsInt64().NotNullable();
        Create.Table("serving_requests")
            .WithColumn("Id").AsString(40).PrimaryKey()
            .WithColumn("At").AsInt64().NotNullable()
            .WithColumn("Endpoint").AsString(64).NotNullable()
            .WithColumn("Route").AsString(128).NotNullable()
            .WithColumn("Deployment").AsString(128).Nullable()
            .WithColumn("ReplicaId").AsString(40).Nullable()
            .WithColumn("Caller").AsString(200).NotNullable()
            .WithColumn("Status").AsInt32().NotNullable()
            .WithColumn("Outcome").AsString(64).Nullable()
            .WithColumn("PromptTokens").AsInt32().NotNullable()
            .WithColumn("CachedTokens").AsInt32().NotNullable()
            .WithColumn("GeneratedTokens").AsInt32().NotNullable()
            .WithColumn("QueueMilliseconds").AsDouble().NotNullable()
            .WithColumn("PrefillMilliseconds").AsDouble().NotNullable()
            .WithColumn("DecodeMilliseconds").AsDouble().NotNullable()
            .WithColumn("TimeToFirstTokenMilliseconds").AsDouble().NotNullable()
            .WithColumn("TotalMilliseconds").AsDouble().NotNullable()
            .WithColumn("GeneratedTokensPerSecond").AsDouble().NotNullable();
        Create.Index("serving_requests_route").OnTable("serving_requests").OnColumn("Route").Ascending().OnColumn("Id").Descending();
    }

    public override void Down()
    {
        Delete.Table("serving_requests");
        Delete.Table("serving_engines");
        Delete.Table("serving_routes");
        Delete.Table("serving_deployments");
    }
}
