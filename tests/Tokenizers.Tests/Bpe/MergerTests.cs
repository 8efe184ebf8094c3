using CsCheck;
using Onebox.Tokenizers.Bpe;

namespace Onebox.Tokenizers.Tests.Bpe;

public sealed class MergerTests
{
    /// <summary>Short words are merged by rescanning, long ones with a heap: both must do what the definition says, ties of equal rank to the left.</summary>
    [Fact]
    public void Merge_AnyLength_EqualsTheDefinition()
    {
        var merges = (from left in Gen.Int[0, 5] from right in Gen.Int[0, 5] from rank in Gen.Int[0, 3] select (left, right, rank)).Array[1, 12];
        (from m in merges from s in Gen.Int[0, 5].Array[1, 120] select (m, s)).Sample(t =>
        {
            var table = new MergeTable([.. t.m.DistinctBy(x => (x.left, x.right)).Select(x => new Merge(x.left, x.right, x.rank, (x.left + x.right) % 6))]);
            var (ids, starts) = (t.s.ToArray(), Enumerable.Range(0, t.s.Length).ToArray());
            var count = Merger.Merge(ids, starts, table);
            var expected = Defined(t.s, table);
            return ids[..count].SequenceEqual(expected.Select(e => e.Id)) && starts[..count].SequenceEqual(expected.Select(e => e.Start));
        });
    }

    private static List<(int Id, int Start)> Defined(int[] symbols, MergeTable table)
    {
        var list = symbols.Select((s, i) => (Id: s, Start: i)).ToList();
        while (true)
        {
            var best = Enumerable.Range(0, Math.Max(0, list.Count - 1)).Where(i => table.TryGet(list[i].Id, list[i + 1].Id, out _, out _)).Select(i => (Rank: table.TryGet(list[i].Id, list[i + 1].Id, out var r, out _) ? r : 0, At: i)).DefaultIfEmpty((Rank: int.MaxValue, At: -1)).Min();
            if (best.At < 0)
                return list;
            table.TryGet(list[best.At].Id, list[best.At + 1].Id, out _, out var id);
            list[best.At] = (id, list[best.At].Start);
            list.RemoveAt(best.At + 1);
        }
    }
}
