using FluentMigrator;

namespace Onebox.Catalog.Store;

[Migration(202611222050, "catalog: which models of the software's own have been installed once")]
public sealed class M202611222050RememberBundled : Migration
{
    public override void Up() =>
        Create.Table("catalog_bundled")
            .WithColumn("Name").AsString(96).PrimaryKey()
            .WithColumn("InstalledAt").AsInt64().NotNullable();

    public override void Down() => Delete.Table("catalog_bundled");
}
