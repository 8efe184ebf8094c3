using Onebox.Documents;
using Onebox.Knowledge.Tables;

namespace Onebox.Knowledge.Tests.Tables;

public sealed class TableQuestionTests
{
    private static readonly SheetTable Staff = Table(
        "Staff",
        ["Name", "City", "Department", "Salary"],
        ["Ada", "Berlin", "Sales", "4,200"], ["Bo", "New York", "Works", "3100.50"], ["Cy", "Berlin", "Works", "5000"], ["Di", "York", "Sales", "2,900"]);

    [Theory]
    [InlineData("How many employees work in Berlin?", "2")]
    [InlineData("How many people are in New York?", "1")]
    [InlineData("How many Sales staff are in Berlin?", "1")]
    [InlineData("What is the total salary in Works?", "8100.5")]
    [InlineData("What is the average salary in Berlin?", "4600")]
    [InlineData("What is the highest salary?", "5000")]
    [InlineData("Who has the lowest salary?", "Di,2900")]
    [InlineData("How many staff have a salary over 3,000?", "3")]
    public void Understand_ExactQuestion_IsCalculated(string question, string answer)
    {
        var query = TableQuestion.Understand(question, Staff);
        Assert.NotNull(query);
        Assert.Equal(answer, string.Join(',', TableEngine.Run(Staff, query).Rows[0]));
    }

    [Theory]
    [InlineData("Who works in Berlin?")]
    [InlineData("How many planets does the solar system have?")]
    [InlineData("What is the largest mammal in the ocean?")]
    [InlineData("Why is the salary so low?")]
    public void Understand_OtherQuestion_IsLeftToTheModel(string question) => Assert.Null(TableQuestion.Understand(question, Staff));

    [Fact]
    public void Run_HostileNames_AreQuoted()
    {
        var table = Table("x\"; DROP TABLE y; --", ["Na\"me", "Amount"], ["a'); DROP--", "1"], ["b", "2"]);
        var query = TableQuestion.Understand("What is the total amount of a'); DROP--?", table);
        Assert.NotNull(query);
        Assert.Equal("1", TableEngine.Run(table, query).Rows[0][0]);
    }

    [Fact]
    public void Of_TableInParts_IsOneTable()
    {
        TableBlock Part(int part, params int[] values) => new([Row("N"), .. values.Select(v => Row($"{v}"))], 1, "Numbers", part);
        static TableRow Row(string text) => new([new TableCell(text, 0)]);
        var table = Assert.Single(SheetTable.Of(new Document { Name = "x", MimeType = "text/csv", Blocks = [Part(0, 1, 2), Part(1, 3), Part(2, 4)] }));
        Assert.Equal([1.0, 2.0, 3.0, 4.0], table.Numbers.Select(n => n[0]!.Value));
    }

    private static SheetTable Table(string name, string[] header, params string[][] rows)
    {
        static TableRow Row(string[] cells) => new([.. cells.Select((text, i) => new TableCell(text, i))]);
        return Assert.Single(SheetTable.Of(new Document { Name = "x", MimeType = "text/csv", Blocks = [new TableBlock([Row(header), .. rows.Select(Row)], 1, name)] }));
    }
}
