using System.Text;

namespace Onebox.TinyData;

/// <summary>Which names a file may use. A made-up name or a WordNet word belongs to one split by its hash, so that no entity of the test files occurs in training.</summary>
internal enum Split
{
    Train,
    Validation,
    Test,

    /// <summary>Unseen entities and unseen templates.</summary>
    TestTemplates,
}

internal static class SplitOf
{
    /// <summary>FNV-1a of the name: 90 % train, 4 % validation, 6 % test.</summary>
    public static bool Allows(Split split, string name)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 16777619u;
        var share = (hash ^ (hash >> 15)) % 100;
        return split switch
        {
            Split.Train => share < 90,
            Split.Validation => share is >= 90 and < 94,
            _ => share >= 94,
        };
    }
}
