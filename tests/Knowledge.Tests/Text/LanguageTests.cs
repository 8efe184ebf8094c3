using CsCheck;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Tests.Text;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("Die Kündigungsfrist beträgt drei Monate zum Ende des Quartals und ist schriftlich zu erklären.", "de")]
    [InlineData("Le délai de préavis est de trois mois pour les salariés.", "fr")]
    [InlineData("El plazo de preaviso para los empleados es de tres meses.", "es")]
    [InlineData("Il termine di preavviso è di tre mesi per gli impiegati.", "it")]
    [InlineData("O prazo de aviso prévio para os empregados é de três meses.", "pt")]
    [InlineData("De opzegtermijn voor het personeel is drie maanden en wordt schriftelijk bevestigd.", "nl")]
    [InlineData("Uppsägningstiden för anställda är tre månader och det ska ske skriftligen.", "sv")]
    [InlineData("Срок уведомления для сотрудников не может быть меньше трёх месяцев, и это указано в договоре.", "ru")]
    [InlineData("The notice period is three months for all employees, as the contract says.", null)]
    [InlineData("The van der Waals force and the de Broglie wavelength are not in the table.", null)]
    [InlineData("Pump P-200, 3 kW, DN 50", null)]
    [InlineData("通知期为三个月。", null)]
    [InlineData("", null)]
    public void Of_Text_IsItsLanguage(string text, string? code) => Assert.Equal(code, Language.Of(text)?.Code);

    [Theory]
    [InlineData("Die Genehmigungen werden von der Leitung erteilt.", "Genehmigung")]
    [InlineData("Es gelten die Kündigungsfristen nach dem Gesetz.", "Kündigungsfrist")]
    [InlineData("Die Übernachtung wird nach dem Beleg erstattet.", "Übernachtungen")]
    [InlineData("Die Maßnahme ist von dem Prüfer zu bestätigen.", "Massnahmen")]
    [InlineData("Les remboursements sont versés par le service des achats.", "remboursement")]
    [InlineData("La livraison de l'équipement est à la charge du client.", "équipements")]
    [InlineData("Las organizaciones de la zona y sus socios no pagan.", "organización")]
    [InlineData("Le fatture della ditta non sono nel registro.", "fattura")]
    [InlineData("Os pagamentos são feitos no fim do mês para não atrasar.", "pagamento")]
    [InlineData("De facturen worden voor het einde van de maand betaald.", "factuur")]
    [InlineData("Fakturorna ska betalas och det är till den sista dagen.", "fakturor")]
    [InlineData("Договоры с поставщиками не подписаны, и это к лучшему.", "договора")]
    public void Query_AnotherFormOfAWord_AsksForTheStemOfTheText(string text, string question) =>
        Assert.NotEmpty(TextAnalyzer.Query(question).SelectMany(t => t.Spellings).Intersect(TextAnalyzer.Read(text, Language.Of(text)).Terms.Select(t => t.Text), StringComparer.Ordinal));

    [Fact]
    public void Query_InEnglish_FindsNoOtherEnglishWords()
    {
        // German would cut both to "tim".
        var asked = TextAnalyzer.Query("times").Single().Spellings;
        Assert.DoesNotContain(TextAnalyzer.Analyze("Tim called.").Select(t => t.Text), asked.Contains);
    }

    [Fact]
    public void Read_AnyTextInAnyLanguage_GivesTermsThatTheIndexLeavesWhole() =>
        Gen.Select(Gen.String, Gen.Int[0, Language.All.Count - 1]).Sample((text, at) =>
            Assert.All(string.Join(' ', TextAnalyzer.Read(text, Language.All[at]).ForIndex()).Split(' '), t => Assert.DoesNotContain(t, c => c < 128 && !char.IsAsciiLetterOrDigit(c))), iter: 2000);
}
