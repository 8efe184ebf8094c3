using CsCheck;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Tests.Text;

public sealed class TextAnalyzerTests
{
    [Theory]
    [InlineData("The connections were connected", "the connect were connect")]
    [InlineData("Valve AB-1234/5 leaks", "valv ab12345 ab 1234 5 leak")]
    [InlineData("7,000,000 square kilometres", "7000000 squar kilometr")]
    [InlineData("12.50 is not 1250", "12·50 is not 1250")]
    [InlineData("the company's café", "the compani cafe")]
    [InlineData("well-known facts", "well known fact")]
    [InlineData("黑豹队防守", "黑豹 豹队 队防 防守")]
    [InlineData("第3章", "第 3 章")]
    [InlineData("Model X200Pro 型号", "model x200pro x 200 pro 型号")]
    public void Analyze_Text_GivesItsTerms(string text, string terms) => Assert.Equal(terms, string.Join(' ', TextAnalyzer.Analyze(text).Select(t => t.Text)));

    [Fact]
    public void Query_OnlyFunctionWords_KeepsThem() => Assert.Equal(["to", "be", "or", "not"], TextAnalyzer.Query("to be or not").Select(t => t.Text));

    [Fact]
    public void Query_OtherWords_LeavesFunctionWordsOut() => Assert.Equal(["invoic", "due"], TextAnalyzer.Query("Is the invoice due").Select(t => t.Text));

    [Fact]
    public void Analyze_AnyText_GivesTermsThatTheIndexLeavesWhole() =>
        Gen.String.Sample(text => Assert.All(TextAnalyzer.Analyze(text), t => Assert.DoesNotContain(t.Text, c => c < 128 && !char.IsAsciiLetterOrDigit(c))), iter: 2000);

    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ponies", "poni")]
    [InlineData("agreed", "agre")]
    [InlineData("hopping", "hop")]
    [InlineData("falling", "fall")]
    [InlineData("relational", "relat")]
    [InlineData("vietnamization", "vietnam")]
    [InlineData("triplicate", "triplic")]
    [InlineData("adoption", "adopt")]
    [InlineData("replacement", "replac")]
    [InlineData("controlling", "control")]
    [InlineData("generalizations", "gener")]
    [InlineData("oscillators", "oscil")]
    [InlineData("sky", "sky")]
    [InlineData("happy", "happi")]
    public void Stem_PortersExamples_AreHis(string word, string stem) => Assert.Equal(stem, PorterStemmer.Stem(word));
}
