using Onebox.Documents.Layout;

namespace Onebox.Documents.Tests.Layout;

public sealed class SegmentBuilderTests
{
    private const double Size = 10;

    [Theory]
    [InlineData(2.5)]
    [InlineData(1.2)]
    public void Build_LineWithTypewriterWords_KeepsItsSpaces(double space)
    {
        const string Line = "You can gain the shell prompt under the environment by starting a 'program' such as the one that is told here";
        Assert.Equal(Line.Replace("'", "", StringComparison.Ordinal), Assert.Single(SegmentBuilder.Build(Set(Line, space))).Text);
    }

    [Fact]
    public void Build_TypewriterLine_IsNotCutBetweenItsLetters() => Assert.Equal("onelongnameofsomethingthatiswrittenwithoutanyspace", Assert.Single(SegmentBuilder.Build(Set("'onelongnameofsomethingthatiswrittenwithoutanyspace'", 2.5))).Text);

    /// <summary>Letters half as wide as they are high; between quotes narrower ones of a typewriter, which stand apart.</summary>
    private static List<Glyph> Set(string line, double space)
    {
        var (glyphs, x, mono) = (new List<Glyph>(), 0.0, false);
        foreach (var letter in line)
        {
            if (letter == ' ') x += space;
            else if (letter == '\'')
            {
                x -= mono ? 1.2 : 0;
                mono = !mono;
            }
            else
            {
                var width = mono ? 4.0 : 5.0;
                glyphs.Add(new Glyph(letter.ToString(), new Area(x, 0, x + width, Size), 8, Size, Bold: false, Mono: mono));
                x += mono ? 5.2 : 5.0;
            }
        }

        return glyphs;
    }
}
