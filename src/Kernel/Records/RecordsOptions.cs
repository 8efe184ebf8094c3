namespace Onebox.Kernel.Records;

public enum RecordsProvider
{
    Sqlite,
    PostgreSql,
}

/// <summary>Where records are kept (<c>Onebox:Records</c>).</summary>
public sealed class RecordsOptions
{
    /// <value><see cref="RecordsProvider.Sqlite"/>: a file in the data folder, nothing to install.</value>
    public RecordsProvider Provider { get; set; } = RecordsProvider.Sqlite;

    /// <value>Null: the data folder's <c>records.db</c>. Needed with <see cref="RecordsProvider.PostgreSql"/>.</value>
    public string? ConnectionString { get; set; }
}
