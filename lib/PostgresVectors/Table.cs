using System.Text;

namespace Onebox.PostgresVectors;

/// <summary>A collection's table.</summary>
internal sealed record Table
{
    private const int LongestIdentifier = 63;

    public Table(string schema, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        // The server would cut it off, and two long names would be one table.
        if (Encoding.UTF8.GetByteCount(name) > LongestIdentifier) throw new ArgumentException($"A collection's name has at most {LongestIdentifier} bytes in PostgreSQL; {name} has more.", nameof(name));
        (Schema, Name) = (schema, name);
    }

    public string Schema { get; }

    public string Name { get; }

    /// <summary>As it stands in statements.</summary>
    public string Sql => $"{Quoted(Schema)}.{Quoted(Name)}";

    public static string Quoted(string name) => name.Contains('\0', StringComparison.Ordinal)
        ? throw new ArgumentException("A name holds no zero character.", nameof(name))
        : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
