using System.Text.RegularExpressions;
using Onebox.Documents.Layout;

namespace Onebox.Documents.Tests.Layout;

/// <summary>Lines as pages show them, from left to right, against what they say.</summary>
public sealed class VisualOrderTests
{
    [Theory]
    [InlineData("שלום עולם")]
    [InlineData("מדף 14 במחסן")]
    [InlineData("הלחץ הוא 2.5 בר (ראה פרק 3).")]
    [InlineData("25% הנחה עד 3/4/2026")]
    public void Read_LineAsItIsSeen_IsAsItWasWritten(string written) => Assert.Equal(written, VisualOrder.Read(Seen(written)));

    [Theory]
    [InlineData("P-102 ינפל P-101 לעפה", "הפעל P-101 לפני P-102")]
    [InlineData("New York ריעל ונעגה", "הגענו לעיר New York")]
    [InlineData(")4402 החולש( הנדסל", "לסדנה (שלוחה 4402)")]
    [InlineData("02-123 ج فتاه", "هاتف ج 123-02")]
    [InlineData("Model X200 Pro is called לדומ here", "Model X200 Pro is called מודל here")]
    [InlineData("plain words, 25 % of them", "plain words, 25 % of them")]
    public void Read_NumbersAndLatinWords_StayAsTheyAre(string seen, string read) => Assert.Equal(read, VisualOrder.Read(seen));

    [Fact]
    public void Read_GlyphOfTwoLetters_IsReadAsItSays() => Assert.Equal("سلام", VisualOrder.Read("م" + VisualOrder.Seen("لا") + "س"));

    /// <summary>As a page shows a line whose letters run to the left: the reverse of it all, numbers and units excepted.</summary>
    private static string Seen(string written)
    {
        var seen = string.Concat(written.Reverse().Select(c => c switch { '(' => ')', ')' => '(', _ => c }));
        return Regex.Replace(seen, "%?[0-9]([0-9./]*[0-9])?", m => string.Concat(m.Value.Reverse()), RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    }
}
