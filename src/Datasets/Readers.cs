using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Datasets;

/// <summary>
/// Who may read a dataset: the members of groups, users by name and roles, in words such as <c>support</c>, <c>user:anna</c> and <c>role:engineer</c>. No words: everybody who may read datasets. The box's owner may read all,
/// as with documents.
/// </summary>
internal static class Readers
{
    public const string Rule = "A reader is a group, user:NAME or role:ROLE.";

    private const string User = "user:", Role = "role:", Owner = "owner";

    public static bool AreValid(IReadOnlyList<string>? readers) =>
        readers is null || readers.All(r => NameIn(r) is var name && Names.IsValid(name) && !name.Contains(':', StringComparison.Ordinal));

    public static bool Admit(IReadOnlyList<string> readers, Caller caller) => readers.Count == 0 || IsOwner(caller) || readers.Any(reader => Is(reader, caller));

    public static bool IsOwner(Caller caller) => caller.Role == Owner;

    public static IReadOnlyList<string> Parse(string? kept) => kept?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <returns>Null for everybody.</returns>
    public static string? Write(IReadOnlyList<string> readers) => readers.Count == 0 ? null : string.Join(' ', readers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string NameIn(string reader) => reader.StartsWith(User, StringComparison.Ordinal) ? reader[User.Length..] : reader.StartsWith(Role, StringComparison.Ordinal) ? reader[Role.Length..] : reader;

    private static bool Is(string reader, Caller caller)
    {
        // A key's caller is named user/key.
        if (reader.StartsWith(User, StringComparison.Ordinal)) return caller.Name.Split('/')[0] == NameIn(reader);
        return reader.StartsWith(Role, StringComparison.Ordinal) ? caller.Role == NameIn(reader) : caller.Groups?.Contains(reader) == true;
    }
}
