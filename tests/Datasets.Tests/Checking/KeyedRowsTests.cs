using CsCheck;
using Onebox.Datasets.Checking;

namespace Onebox.Datasets.Tests.Checking;

public sealed class KeyedRowsTests
{
    private const int EveryKeyIsAPartOfItsOwn = 1, AFewKeys = 800, AllKeys = 1 << 20;

    /// <summary>Spread as hashes are: by the highest bits of each 32.</summary>
    private static readonly Gen<UInt128> Key = Gen.Int[0, 40].Select(i => new UInt128((ulong)i * 0x9E3779B97F4A7C15, (ulong)i * 0xBF58476D1CE4E5B9));
    private static readonly Gen<KeyRole> Role = Gen.Int[0, 3].Select(i => i == 0 ? KeyRole.Both : (KeyRole)i);

    [Fact]
    public void Find_InAnyMemory_FindsWhatAllRowsAtOnceShow() =>
        Gen.Select(Gen.Select(Key, Role).Array[1, 3].List[0, 40], Gen.Int[0, 2].Select(i => (new[] { EveryKeyIsAPartOfItsOwn, AFewKeys, AllKeys })[i])).Sample((rows, memory) =>
        {
            var folder = Path.Combine(Path.GetTempPath(), $"onebox-keyed-{Path.GetRandomFileName()}");
            var notes = rows.SelectMany((keys, ordinal) => keys.Select(k => (Key: k.Item1, Ordinal: (long)ordinal, Role: k.Item2))).ToList();
            using (var keyed = new KeyedRows(folder, memory))
            {
                foreach (var (key, ordinal, role) in notes) keyed.Add(key, ordinal, 100 + ordinal, role);
                var found = keyed.Find(TestContext.Current.CancellationToken).ToList();
                Assert.Equal(Expected(notes), found);
            }

            Assert.False(Directory.Exists(folder));
        }, iter: 60);

    [Fact]
    public void Find_OneKeyForMoreRowsThanTheMemoryHolds_Ends()
    {
        using var keyed = new KeyedRows(Path.Combine(Path.GetTempPath(), $"onebox-keyed-{Path.GetRandomFileName()}"), AFewKeys);
        for (var i = 0; i < 5000; i++) keyed.Add(7, i, i);
        Assert.Equal(Enumerable.Range(1, 4999).Select(i => new LikeRow(i, i, 0, 0)), keyed.Find(TestContext.Current.CancellationToken));
    }

    private static List<LikeRow> Expected(List<(UInt128 Key, long Ordinal, KeyRole Role)> notes) =>
    [
        .. from note in notes
           where note.Role.HasFlag(KeyRole.Like)
           let first = notes.Where(n => n.Key == note.Key && n.Role.HasFlag(KeyRole.Original)).Select(n => n.Ordinal).DefaultIfEmpty(note.Ordinal).First()
           where first != note.Ordinal
           select new LikeRow(note.Ordinal, 100 + note.Ordinal, first, 100 + first) into like
           group like by like into same
           orderby same.Key.Ordinal, same.Key.FirstOrdinal
           select same.Key,
    ];
}
