using CsCheck;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Tests.Text;

public sealed class TextAnalyzerTests
{
    [Theory]
    [InlineData("The connections were connected", "the connect were connect")]
    [InlineData("Valve AB-1234/5 leaks", "valv ab 1234 5 leak")]
    [InlineData("7,000,000 square kilometres", "7000000 squar kilometr")]
    [InlineData("12.50 is not 1250", "12·50 is not 1250")]
    [InlineData("1,2 or 10,20", "1 2 or 10 20")]
    [InlineData("the company's café", "the compani cafe")]
    [InlineData("well-known facts", "well known fact")]
    [InlineData("黑豹队防守", "黑豹 豹队 队防 防守")]
    [InlineData("第3章", "第 3 章")]
    [InlineData("Model X200Pro 型号", "model x200pro 型号")]
    [InlineData("TNF-α and IL-6 in COVID-19", "tnf α and il 6 in covid 19")]
    [InlineData("p53 binds 3.5mg of H2O2", "p53 bind 3·5mg of h2o2")]
    [InlineData("in the 1990s, e.g. U.S. firms", "in the 1990 e·g u·s firm")]
    [InlineData("don't stop.Now go", "dont stop now go")]
    [InlineData("pg_dump on www.debian.org: see stat.h, System.IO or v1.2", "pg·dump on www·debian·org see stat·h system io or v1·2")]
    [InlineData("version 10.0.1", "version 10·0·1")]
    [InlineData("co\u00ADoperate", "cooper")]
    [InlineData("المُهَنْدِسُونَ في المحطّة", "مهندس في محط")]
    [InlineData("أحمد وإبراهيم", "احمد ابراهيم")]
    [InlineData("١٢٫٥ بار و ٢٬٠٠٠ ساعة", "12·5 بار و 2000 ساع")]
    [InlineData("שָׁלוֹם לצה\"ל ולמנכ״ל", "שלום לצהל ולמנכל")]
    public void Analyze_Text_GivesItsTerms(string text, string terms) => Assert.Equal(terms, string.Join(' ', TextAnalyzer.Analyze(text).Select(t => t.Text)));

    [Theory]
    [InlineData("AB-1234/5", "ab12345 ab1234 12345", "")]
    [InlineData("AB1234", "", "1234")]
    [InlineData("e-mails", "email", "")]
    [InlineData("U.S.", "us", "")]
    [InlineData("X200Pro", "", "200 pro")]
    [InlineData("p53 and CO2", "", "")]
    [InlineData("red,green", "", "")]
    public void Read_NamesInParts_KnowsTheirOtherSpellings(string text, string wholes, string parts)
    {
        var read = TextAnalyzer.Read(text);
        Assert.Equal((wholes, parts), (string.Join(' ', read.Wholes), string.Join(' ', read.Parts)));
    }

    [Fact]
    public void Query_NameInParts_AsksForTheWholeBeside()
    {
        var terms = TextAnalyzer.Query("Where is AB-1234?");
        Assert.Equal(["where", "ab", "1234", "ab1234"], terms.Select(t => t.Spellings[0]));
        Assert.Equal([false, false, false, true], terms.Select(t => t.IsExtra));
        Assert.Equal(["1234", "¦1234"], terms[2].Spellings);
    }

    [Fact]
    public void Query_NameThatIsOneTerm_AsksForItsPiecesBeside()
    {
        var terms = TextAnalyzer.Query("pg_dump options");
        Assert.Equal(["pg·dump", "option", "pgdump", "pg", "dump"], terms.Select(t => t.Spellings[0]).Select(s => s.TrimStart('¦')));
        Assert.Equal([false, false, true, true, true], terms.Select(t => t.IsExtra));
    }

    [Fact]
    public void Read_NameThatIsOneTerm_CountsOnceAndIsFoundByItsPieces()
    {
        var read = TextAnalyzer.Read("see pg_dump");
        Assert.Equal(2, read.Length);
        Assert.Equal(["see", "pg·dump", "¦pgdump", "¦pg", "¦dump"], read.ForIndex());
    }

    [Fact]
    public void Telling_NameThatIsOneTerm_GivesItsPieces() => Assert.Equal(["see", "pg", "dump"], TextAnalyzer.Telling("see pg_dump"));

    [Theory]
    [InlineData("Was ist bei der Kündigung des Vertrags zu beachten", "kundigung vertrag beachten")]
    [InlineData("поиск в файлах и архивах", "‡ruпоиск ‡ruфайл ‡ruархив")]
    [InlineData("what is the point of die casting", "what point die cast")]
    public void Query_OtherLanguages_LeavesTheirFunctionWordsOut(string question, string terms) => Assert.Equal(terms, string.Join(' ', TextAnalyzer.Query(question).Select(t => t.Spellings[0])));

    [Fact]
    public void Query_OnlyFunctionWords_KeepsThem() => Assert.Equal(["to", "be", "or", "not"], TextAnalyzer.Query("to be or not").Select(t => t.Spellings[0]));

    [Fact]
    public void Query_OtherWords_LeavesFunctionWordsOut() => Assert.Equal(["invoic", "due"], TextAnalyzer.Query("Is the invoice due").Select(t => t.Spellings[0]));

    [Fact]
    public void Analyze_AnApostropheBesideANumber_IsNoPartOfTheTerm() => Assert.Equal(["m3·0vek"], TextAnalyzer.Analyze("m3.0v'ek").Select(t => t.Text));

    [Fact]
    public void Analyze_AnyText_GivesTermsThatTheIndexLeavesWhole() =>
        Gen.String.Sample(text => Assert.All(string.Join(' ', TextAnalyzer.Read(text).ForIndex()).Split(' '), t => Assert.DoesNotContain(t, c => c < 128 && !char.IsAsciiLetterOrDigit(c))), iter: 2000);

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
    [InlineData("1990s", "1990")]
    [InlineData("is", "is")]
    public void Stem_PortersExamples_AreHis(string word, string stem) => Assert.Equal(stem, PorterStemmer.Stem(word));
}
