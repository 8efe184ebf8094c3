using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Npgsql;

namespace Onebox.PostgresVectors;

/// <summary>Values of records in columns and back.</summary>
internal static class ColumnType
{
    public static readonly IReadOnlyDictionary<Type, string> Names = new Dictionary<Type, string>
    {
        [typeof(string)] = "text",
        [typeof(bool)] = "boolean",
        [typeof(int)] = "integer",
        [typeof(long)] = "bigint",
        [typeof(float)] = "real",
        [typeof(double)] = "double precision",
        [typeof(decimal)] = "numeric",
        [typeof(DateTime)] = "timestamp",
        [typeof(DateTimeOffset)] = "timestamptz",
        [typeof(DateOnly)] = "date",
        [typeof(TimeOnly)] = "time",
        [typeof(Guid)] = "uuid",
    };

    private static readonly ConcurrentDictionary<Type, Func<NpgsqlDataReader, int, object?>> Readers = new();

    /// <returns>The column's type; null if there is none for values of this type.</returns>
    public static string? Of(Type type)
    {
        var item = ItemOf(type);
        return Names.TryGetValue(Nullable.GetUnderlyingType(item ?? type) ?? item ?? type, out var name) ? item is null ? name : name + "[]" : null;
    }

    public static bool IsList(Type type) => ItemOf(type) is not null;

    /// <summary>As the driver takes it: moments in UTC, times of a clock on the wall without a zone.</summary>
    public static object ToColumn(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset moment => moment.ToUniversalTime(),
        DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified),
        IEnumerable<DateTimeOffset> moments => moments.Select(m => m.ToUniversalTime()).ToArray(),
        IEnumerable<DateTime> times => times.Select(t => DateTime.SpecifyKind(t, DateTimeKind.Unspecified)).ToArray(),
        _ => value,
    };

    public static object? FromColumn(NpgsqlDataReader row, int column, Type type) =>
        row.IsDBNull(column) ? null : Readers.GetOrAdd(Nullable.GetUnderlyingType(type) ?? type, Reader)(row, column);

    private static Type? ItemOf(Type type) =>
        type.IsArray ? type.GetElementType() : type != typeof(string) && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[0] : null;

    private static Func<NpgsqlDataReader, int, object?> Reader(Type type) =>
        typeof(ColumnType).GetMethod(nameof(Field), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).CreateDelegate<Func<NpgsqlDataReader, int, object?>>();

    private static object? Field<T>(NpgsqlDataReader row, int column) => row.GetFieldValue<T>(column);
}
