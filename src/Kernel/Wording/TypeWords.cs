namespace Onebox.Kernel.Wording;

/// <summary>What a value must be, as people say it.</summary>
internal static class TypeWords
{
    private static readonly Type[] Whole = [typeof(int), typeof(long), typeof(short)];
    private static readonly Type[] Counts = [typeof(byte), typeof(uint), typeof(ulong), typeof(ushort)];

    public static string Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return $"one of {string.Join(", ", Enum.GetNames(type).Select(n => char.ToLowerInvariant(n[0]) + n[1..]))}";
        if (Whole.Contains(type)) return "a whole number";
        if (Counts.Contains(type)) return "a whole number from 0";
        if (type == typeof(double) || type == typeof(float) || type == typeof(decimal)) return "a number";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(string)) return "text";
        if (type == typeof(DateTimeOffset) || type == typeof(DateTime)) return "a time such as 2026-01-31T12:00:00Z";
        if (type == typeof(TimeSpan)) return "a duration such as 00:30:00";
        if (IsMap(type)) return "an object of names and values";
        return type.IsArray || typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? "a list" : "an object";
    }

    /// <summary>By a full name, as exceptions of the framework write it: <c>System.Nullable`1[System.Int32]</c>.</summary>
    /// <param name="member">Of a record's constructor the framework names the record: then this is the member that is meant.</param>
    public static string Named(string name, string? member = null)
    {
        const string optional = "System.Nullable`1[";
        if (name.StartsWith(optional, StringComparison.Ordinal) && name.EndsWith(']')) name = name[optional.Length..^1];
        if (name.EndsWith("[]", StringComparison.Ordinal)) return "a list";
        // A generic type is told by its definition.
        name = name.Split('[')[0];
        return (Type.GetType(name) ?? AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(name)).FirstOrDefault(t => t is not null)) is { } type ? Of(Member(type, member) ?? type) : "an object";
    }

    private static Type? Member(Type type, string? name) => name is null || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true
        ? null
        : type.GetProperties().FirstOrDefault(p => p.Name.Equals(name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))?.PropertyType;

    private static bool IsMap(Type type) =>
        type.IsGenericType && (type.Name.StartsWith("IReadOnlyDictionary", StringComparison.Ordinal) || type.Name.StartsWith("IDictionary", StringComparison.Ordinal) || type.Name.StartsWith("Dictionary", StringComparison.Ordinal));
}
