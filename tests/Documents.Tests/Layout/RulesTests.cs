using CsCheck;
using Onebox.Documents.Layout;

namespace Onebox.Documents.Tests.Layout;

public sealed class RulesTests
{
    /// <summary>A leaning line of a scan came as a long piece and a short one a little higher; joined, it began where the short one does, and the cells before it fell together.</summary>
    [Fact]
    public void Across_PieceALittleHigher_DoesNotShortenTheLine()
    {
        var rules = new Rules();
        rules.AddAcross(191.5, 257, 293);
        rules.AddAcross(192.2, 56, 316);
        Assert.Equal((56.0, 316.0), Assert.Single(rules.Across) is var line ? (line.From, line.To) : default);
    }

    [Fact]
    public void Across_PiecesOfOneLineInAnyOrder_AreTheLine() =>
        Gen.Select(Gen.Double[20, 700], Gen.Select(Gen.Double[0, 400], Gen.Double[20, 200], Gen.Double[-0.9, 0.9]).Array[1, 12]).Sample((at, pieces) =>
        {
            var rules = new Rules();
            foreach (var (from, length, off) in pieces) rules.AddAcross(at + off, from, from + length);
            // What any piece covers, the joined lines cover, and no more than that but for small gaps.
            Assert.All(pieces, p => Assert.Contains(rules.Across, r => r.From <= p.Item1 && r.To >= p.Item1 + p.Item2));
            Assert.Equal(pieces.Min(p => p.Item1), rules.Across.Min(r => r.From));
            Assert.Equal(pieces.Max(p => p.Item1 + p.Item2), rules.Across.Max(r => r.To));
        });
}
