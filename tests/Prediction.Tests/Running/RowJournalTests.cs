using System.Text;
using CsCheck;
using Onebox.Prediction.Running;

namespace Onebox.Prediction.Tests.Running;

public sealed class RowJournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-rows-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Journal_OnDisk_IsAsSpecified()
    {
        var path = Path.Combine(_folder, "a.rows");
        using (var journal = RowJournal.Open(path))
        {
            journal.Add(3, succeeded: true, "{\"x\":1}"u8);
            journal.Add(0, succeeded: false, "{}"u8);
        }

        // docs/formats/row-journal.md
        Assert.Equal("3\to\t{\"x\":1}\n0\te\t{}\n", File.ReadAllText(path));
    }

    [Fact]
    public void Ordered_GivesTheInputsOrder_SplitByOutcome()
    {
        using var journal = RowJournal.Open(Path.Combine(_folder, "b.rows"));
        foreach (var number in (long[])[5, 1, 3]) journal.Add(number, number != 3, Encoding.UTF8.GetBytes($"{{\"n\":{number}}}"));
        journal.Add(5, succeeded: true, "{\"n\":\"again\"}"u8);
        journal.WriteOrdered(Path.Combine(_folder, "all"), null);
        journal.WriteOrdered(Path.Combine(_folder, "right"), true);
        journal.WriteOrdered(Path.Combine(_folder, "wrong"), false);
        Assert.Equal("{\"n\":1}\n{\"n\":3}\n{\"n\":5}\n", File.ReadAllText(Path.Combine(_folder, "all")));
        Assert.Equal("{\"n\":1}\n{\"n\":5}\n", File.ReadAllText(Path.Combine(_folder, "right")));
        Assert.Equal("{\"n\":3}\n", File.ReadAllText(Path.Combine(_folder, "wrong")));
        Assert.Equal((3, 1), (journal.Done, journal.Failed));
    }

    [Fact]
    public void Journal_CutAnywhere_LosesAtMostTheRowUnderWay()
    {
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 400]).Sample((rows, cut) =>
        {
            var path = Path.Combine(_folder, Path.GetRandomFileName());
            using (var journal = RowJournal.Open(path))
            {
                for (var i = 0; i < rows; i++) journal.Add(i, i % 3 != 0, Encoding.UTF8.GetBytes($"{{\"row\":{i},\"text\":\"{new string('x', i)}\"}}"));
            }

            var whole = File.ReadAllBytes(path);
            var kept = Math.Min(cut, whole.Length);
            File.WriteAllBytes(path, whole[..kept]);
            using var again = RowJournal.Open(path);
            var lines = whole.Take(kept).Count(b => b == (byte)'\n');
            Assert.Equal(lines, again.Done);
            for (var i = 0; i < rows; i++) if (!again.Has(i)) again.Add(i, i % 3 != 0, Encoding.UTF8.GetBytes($"{{\"row\":{i},\"text\":\"{new string('x', i)}\"}}"));
            var output = path + ".out";
            again.WriteOrdered(output, null);
            Assert.Equal(Enumerable.Range(0, rows).Select(i => $"{{\"row\":{i},\"text\":\"{new string('x', i)}\"}}"), File.ReadAllLines(output));
            Assert.Equal(Enumerable.Range(0, rows).Count(i => i % 3 == 0), again.Failed);
        }, iter: 100);
    }

    [Fact]
    public void Journal_OfOtherBytes_IsRefusedNotOverwritten()
    {
        var path = Path.Combine(_folder, "c.rows");
        File.WriteAllText(path, "no journal\n");
        Assert.Throws<Kernel.ProblemException>(() => RowJournal.Open(path));
        Assert.Equal("no journal\n", File.ReadAllText(path));
    }
}
