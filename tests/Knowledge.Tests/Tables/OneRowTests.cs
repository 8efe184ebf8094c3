using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Tables;

namespace Onebox.Knowledge.Tests.Tables;

/// <summary>What would have to be calculated is not guessed from a table's rows.</summary>
public sealed class OneRowTests
{
    private static readonly Hit Orders = Of(1, "orders of the year\nOrder | Date | Region | Item | Amount\n1001 | 2024-01-05 | North | Anvil | 25\n1002 | 2024-01-17 | South | Bell | 10\n1003 | 2024-02-02 | North | Crate | 84");
    private static readonly Hit Rules = Of(2, "Rule | Value\nMinimum length of a password | 12\nMaximum age of a password | 90 days\nTotal attempts | 5");
    private static readonly Hit Facts = Of(3, "Number of branches | 12\nNumber of employees | 250");
    private static readonly Hit Prose = Of(4, "The company had 250 employees in the North in 2024.", "text");

    [Theory]
    [InlineData("How many orders are there?")]
    [InlineData("How many orders are not in the North region?")]
    [InlineData("How many orders were placed in February 2024?")]
    [InlineData("What was the total amount in the North and South regions?")]
    [InlineData("Which order has the largest amount?")]
    public void Readable_QuestionOverSeveralRows_LeavesTheTableOut(string question) => Assert.Equal([Prose], OneRow.Readable(question, [Orders, Prose]));

    [Theory]
    [InlineData("What is the minimum length of a password?")]
    [InlineData("How many attempts in total?")]
    public void Readable_QuestionForOneRow_KeepsTheTable(string question) => Assert.Equal([Rules, Prose], OneRow.Readable(question, [Rules, Prose]));

    [Fact]
    public void Readable_TableWithoutHeader_IsReadByItsFirstColumn()
    {
        Assert.Equal([Facts], OneRow.Readable("How many branches are there?", [Facts]));
        Assert.Equal([Facts], OneRow.Readable("How many employees do you have?", [Facts]));
    }

    [Theory]
    [InlineData("What is in order 1002?")]
    [InlineData("What does North mean?")]
    public void Readable_QuestionThatCalculatesNothing_KeepsTheTable(string question) => Assert.Equal([Orders], OneRow.Readable(question, [Orders]));

    private static Hit Of(int number, string text, string kind = "table")
    {
        var document = new StoredDocument(number, $"doc_{number}", "facts.csv", "", "facts.csv", "text/csv", 1, "", "ready", null, [], [], "", 0, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "", []);
        return new Hit(new StoredChunk(number, number, 0, 1, "", text, kind, 0, 0, null, false), document, 1, 1, 1, null);
    }
}
