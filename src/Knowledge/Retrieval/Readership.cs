using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Retrieval;

/// <summary>Who asks, as far as documents care: a member of these groups, or the box's owner, who may read all.</summary>
internal sealed class Readership
{
    private readonly string[] _groups;
    private readonly bool _isOwner;

    private Readership(IEnumerable<string> groups, bool isOwner)
    {
        _groups = [.. groups.Order(StringComparer.Ordinal)];
        _isOwner = isOwner;
        Key = isOwner ? "*" : string.Join(' ', _groups);
    }

    public static Readership Everything { get; } = new([], isOwner: true);

    /// <summary>Alike for all who may read the same.</summary>
    public string Key { get; }

    public static Readership Of(Caller caller) => new(caller.Groups ?? (IEnumerable<string>)[], caller.Role == "owner");

    public static Readership Of(params IEnumerable<string> groups) => new(groups, isOwner: false);

    /// <summary>Documents are not closed to it.</summary>
    public bool ReadsAll => _isOwner;

    public bool MayRead(StoredDocument document) => Has(document.Readers);

    /// <summary>Whether it is among these readers; none means everyone.</summary>
    public bool Has(string[] readers) => _isOwner || readers.Length == 0 || readers.Any(reader => Array.BinarySearch(_groups, reader, StringComparer.Ordinal) >= 0);
}
