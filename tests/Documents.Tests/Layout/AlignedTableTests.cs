using Onebox.Documents.Layout;

namespace Onebox.Documents.Tests.Layout;

public sealed class AlignedTableTests
{
    private const double Size = 10;

    /// <summary>OCR gives a row of close columns as one line with wide gaps in it.</summary>
    [Fact]
    public void Take_ScannedRowsFoundAsLines_AreCutWhereColumnsPart()
    {
        var segments = new List<Segment>
        {
            Line(10, ("Device", 0, 32), ("Last", 72, 92), ("seen", 96, 118), ("Place", 160, 186)),
            Line(26, ("Laptop", 0, 30), ("Today", 72, 100), ("Berlin", 160, 186)),
            Line(42, ("Phone", 0, 30), ("Yesterday", 72, 118), ("22:40", 122, 150), ("Hamburg", 160, 202)),
            Line(58, ("Tablet", 0, 28), ("3", 72, 77), ("days", 81, 102), ("Munich", 160, 194)),
        };
        var table = (TableBlock)Assert.Single(AlignedTable.Take(segments)).Block;
        Assert.Equal("Device|Last seen|Place\nLaptop|Today|Berlin\nPhone|Yesterday 22:40|Hamburg\nTablet|3 days|Munich", table.Lines());
        Assert.Empty(segments);
    }

    /// <summary>Justified lines in two columns have gaps as wide; their cells would be as long as lines of text.</summary>
    [Fact]
    public void Take_ScannedProseInTwoColumns_IsNoTable()
    {
        var segments = new List<Segment>();
        foreach (var (y, gap) in ((double, double)[])[(10, 60), (22, 100), (34, 80), (46, 120)])
        {
            segments.Add(Line(y, ("the harbour masters", 0, gap), ("decided to build", gap + 7, 170)));
            segments.Add(Line(y, ("a beam over the sea", 200, 200 + gap), ("on the evening of", 207 + gap, 370)));
        }

        Assert.Empty(AlignedTable.Take(segments));
        Assert.Equal(8, segments.Count);
    }

    private static Segment Line(double baseline, params (string Text, double Left, double Right)[] words) =>
        new(string.Join(' ', words.Select(w => w.Text)), new Area(words[0].Left, baseline - 8, words[^1].Right, baseline + 2), baseline, Size, Bold: false, Mono: false, Confidence: 0.99, words);
}
