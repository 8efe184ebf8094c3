using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Onebox.Knowledge.Index;

/// <summary>Which folder of a base holds its vectors, and how long they are. Noted in the base itself once its embedding was changed; before that, the base's record says it.</summary>
internal sealed record VectorsPlace(string Folder, int Dimensions)
{
    public static VectorsPlace? Read(SqliteConnection connection) =>
        connection.Value<string>("SELECT value FROM settings WHERE name = 'vectors'")?.Split(' ') is [var folder, var dimensions] ? new VectorsPlace(folder, int.Parse(dimensions, CultureInfo.InvariantCulture)) : null;

    /// <summary>A folder that was never used.</summary>
    public static VectorsPlace Next(VectorsPlace? before, int dimensions)
    {
        var number = before is not null && int.TryParse(before.Folder.AsSpan("vectors-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last + 1 : 2;
        return new VectorsPlace(string.Create(CultureInfo.InvariantCulture, $"vectors-{number}"), dimensions);
    }

    public void Write(SqliteConnection connection) =>
        connection.Run("INSERT OR REPLACE INTO settings(name, value) VALUES ('vectors', $0)", string.Create(CultureInfo.InvariantCulture, $"{Folder} {Dimensions}"));
}
