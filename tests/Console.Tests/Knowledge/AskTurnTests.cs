using Onebox.Api.Knowledge;
using Onebox.Console.Knowledge;

namespace Onebox.Console.Tests.Knowledge;

public sealed class AskTurnTests
{
    [Fact]
    public void Pieces_OfSeveralNumbersInOneBracket_AreOneLinkEach()
    {
        var turn = new AskTurn("?") { Text = "Thirty days [1, 3]. Ask early [2]" };
        Assert.Equal([("Thirty days ", null), ("1", 1), ("3", 3), (". Ask early ", null), ("2", 2), ("", null)], turn.Pieces().Select(p => (p.Text, p.Number)));
    }

    [Fact]
    public void Citation_OfAPassageThatIsQuotedTwice_IsTheQuoteOfItsStatement()
    {
        var turn = new AskTurn("?") { Answer = Answer(Cited("Employees receive thirty days."), Cited("Sick notes are due on the third day."), Cited("Nothing of the kind.", supports: false)) };
        Assert.Equal("Sick notes are due on the third day.", turn.Citation(1, "Notes are due on day three ")!.Quote);
        Assert.Equal("Employees receive thirty days.", turn.Citation(1, "They receive thirty days ")!.Quote);
        Assert.Null(turn.Citation(2, "They receive thirty days "));
    }

    private static Citation Cited(string quote, bool supports = true) => new(1, "leave.md", "doc_1", "c1", null, quote, 0, supports);

    private static KnowledgeAnswer Answer(params Citation[] citations) => new() { Answer = "", Citations = citations, Supported = true, InDocuments = true, Passages = [], Times = new AnswerTimes(0, 0, 0, 0, 0) };
}
