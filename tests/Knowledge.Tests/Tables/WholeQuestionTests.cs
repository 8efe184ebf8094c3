using System.Globalization;
using CsCheck;
using Onebox.Documents;
using Onebox.Knowledge.Tables;

namespace Onebox.Knowledge.Tests.Tables;

/// <summary>Questions are calculated when every word is understood, and then rightly.</summary>
public sealed class WholeQuestionTests
{
    private static readonly SheetTable Prices = Make(
        "prices",
        ["Product", "Colour", "Price", "Stock"],
        ["Lamp", "Black", "20", "5"], ["Lamp", "White", "24", "10"], ["Desk", "White", "300", "4"], ["Desk", "Oak", "250", "3"], ["Chair", "Black", "129", "8"], ["Chair", "Red", "130", "12"]);

    private static readonly SheetTable Chinese = Make(
        "价格", ["产品", "颜色", "价格", "库存"], ["台灯", "黑色", "20", "5"], ["台灯", "白色", "24", "10"], ["书桌", "白色", "300", "4"], ["椅子", "黑色", "129", "8"]);

    // The words of the random tables, with their plurals.
    private static readonly (string One, string Many)[] Things = [("Lamp", "lamps"), ("Desk", "desks"), ("Box", "boxes"), ("Battery", "batteries"), ("Shelf", "shelves"), ("Glass", "glasses"), ("Desk lamp", "desk lamps")];
    private static readonly string[] Colours = ["Black", "White", "Dark blue", "Red"];
    private static readonly string[] Foreign = ["wooden", "sold", "not", "heavy", "yesterday", "kitchens", "per", "different", "without", "zyx", "2019", "or"];

    [Theory]
    [InlineData("How many desks are black?", "0")]
    [InlineData("How many desks are not black?", "7")]
    [InlineData("How many chairs are black?", "8")]
    [InlineData("How many lamps are in stock?", "15")]
    [InlineData("How many rows are not black?", "4")]
    [InlineData("How many rows are black or white?", "4")]
    [InlineData("How many colours are there?", "4")]
    [InlineData("average price per colour", "Black,74.5;Oak,250;Red,130;White,162")]
    [InlineData("average price of chairs", "129.5")]
    [InlineData("What is the average price of a chair?", "129.5")]
    [InlineData("total stock of lamps", "15")]
    [InlineData("What's the total stock of all white lamps?", "10")]
    [InlineData("How much stock of lamps is there in total?", "15")]
    [InlineData("How many products are black?", "2")]
    [InlineData("How many colours do desks have?", "2")]
    [InlineData("Which product is the cheapest?", "Lamp,20")]
    [InlineData("Which desk has the highest price?", "White,300")]
    [InlineData("How many items in prices.csv have a price over 129?", "3")]
    public void Understand_WholeQuestion_IsCalculated(string question, string answer) => Assert.Equal(answer, Answer(question, Prices));

    [Theory]
    [InlineData("How many sofas are black?")]
    [InlineData("average price of chairs sold")]
    [InlineData("How many products are there?")]
    [InlineData("How many products have a price over 129?")]
    [InlineData("What is the most expensive product in stock?")]
    [InlineData("average price and stock of chairs")]
    [InlineData("total stock value of lamps")]
    [InlineData("How many lamps have a price over 3k?")]
    public void Understand_WordThatNothingExplains_IsNotCalculated(string question) => Assert.Null(TableQuestion.Understand(question, Prices, "prices.csv"));

    [Theory]
    [InlineData("黑色的产品有多少个？", "2")]
    [InlineData("台灯的库存总和是多少？", "15")]
    [InlineData("白色书桌的平均价格是多少", "300")]
    [InlineData("不是黑色的产品有多少个？", "2")]
    public void Understand_Chinese_IsCalculated(string question, string answer) => Assert.Equal(answer, Answer(question, Chinese));

    [Theory]
    [InlineData("红色的产品有多少个？")]
    [InlineData("木头台灯的库存总和是多少？")]
    public void Understand_ChineseThatNothingExplains_IsNotCalculated(string question) => Assert.Null(TableQuestion.Understand(question, Chinese));

    [Fact]
    public void Understand_CellThatIsAnOrdinaryWord_IsNotReadIntoTheQuestion()
    {
        var table = Make("people", ["Name", "State", "Salary"], ["Max", "IN", "10"], ["Ada", "NY", "30"], ["Bo", "IN", "20"]);
        Assert.Equal("1", Answer("How many people live in NY?", table));
        Assert.Equal("2", Answer("How many people live in IN?", table));
        Assert.Null(TableQuestion.Understand("What is the salary of Max?", table));
    }

    [Fact]
    public void Understand_CellOfTwoColumns_IsCalculatedOnlyWhereTheQuestionNamesOne()
    {
        var table = Make("people", ["Name", "City", "County"], ["Ada", "York", "York"], ["Bo", "Leeds", "York"]);
        Assert.Null(TableQuestion.Understand("How many people live in York?", table));
        Assert.Equal("1", Answer("How many people live in the city of York?", table));
    }

    [Theory]
    [InlineData("Total")]
    [InlineData("TOTAL ALL")]
    [InlineData("Total lamps and desks")]
    [InlineData("Subtotal:")]
    [InlineData("Summe")]
    [InlineData("Gesamt (netto)")]
    [InlineData("合计")]
    [InlineData("")]
    public void Understand_TableWithARowOfSums_IsCalculatedWithoutItWhereItsNumbersProveIt(string label)
    {
        SheetTable Of(params string[][] rows) => Make("stock", ["Product", "Stock"], rows);
        Assert.Equal("9", Answer("What is the total stock?", Of(["Lamp", "5"], ["Desk", "4"], [label, "9"])));
        Assert.Equal("2", Answer("How many rows are there?", Of(["Lamp", "5"], ["Desk", "4"], [label, "9"])));
        Assert.Equal("Lamp,5", Answer("Which product has the largest stock?", Of(["Lamp", "5"], ["Desk", "4"], [label, "9"])));
        Assert.Null(Answer("What is the total stock?", Of(["Lamp", "5"], ["Desk", "4"], [label, "12"])));
        if (label.Length > 0) Assert.Null(Answer("What is the total stock?", Of(["Lamp", "5"], [label, "5"], ["Desk", "4"], [label, "4"])));
    }

    [Theory]
    [InlineData("9", "Summer", "5", "4")]
    [InlineData("4", "Lamp", "5", "n/a", "-", "-1")]
    [InlineData("500", "Lamp", "(500)", "1000")]
    [InlineData("4.75", "Lamp", "1.250", "3.5")]
    [InlineData("2500.5", "Lamp", "1.250", "1.250,5")]
    [InlineData("27", "Lamp", "12,5", "14,5 €")]
    [InlineData("1250.5", "Lamp", "1,250", "0.5")]
    [InlineData(null, "Lamp", "1.250", "2.300")]
    [InlineData(null, "Lamp", "1.250", "2")]
    [InlineData(null, "Lamp", "10", "20", "30", "40", "12,5", "1.5")]
    [InlineData(null, "Lamp", "10", "20", "30", "40", "many")]
    [InlineData(null, "Lamp", "10", "20", "30", "40", "5 kg")]
    public void Understand_NumbersAsTheirColumnWritesThem_AreAddedUpOrNotCalculated(string? sum, string label, params string[] stock) =>
        Assert.Equal(sum, Answer("What is the sum of stock?", Make("stock", ["Product", "Stock"], [.. stock.Select(s => new[] { label, s })])));

    [Fact]
    public void Understand_ConditionOnAColumnWithAnUnreadCell_IsNotCalculated() =>
        Assert.Null(TableQuestion.Understand("How many products have a stock over 3?", Make("stock", ["Product", "Stock"], [.. Enumerable.Range(1, 9).Select(i => new[] { "Lamp", $"{i}" }), ["Desk", "plenty"]])));

    [Fact]
    public void Columns_NamedAlike_HaveNamesOfTheirOwn() =>
        Assert.Equal(["a 3", "a", "a 4"], Make("odd", ["a 3", "a", "a"], ["1", "2", "3"]).Columns.Select(c => c.Name));

    [Fact]
    public void Understand_ColumnNamedAsTheCalculation_IsNotAddedUpByItsName()
    {
        var table = Make("orders", ["Product", "Price", "Total price"], ["Lamp", "5", "10"], ["Desk", "4", "12"]);
        Assert.Null(TableQuestion.Understand("What is the total price?", table));
        Assert.Equal("22", Answer("What is the sum of total price?", table));
        Assert.Equal("9", Answer("What is the sum of the price?", table));
    }

    [Fact]
    public void Understand_RandomQuestionsOfRandomTables_AreRightOrNotCalculated() =>
        Gen.Select(Gen.Select(Gen.Int[0, Things.Length - 1], Gen.Int[0, Colours.Length - 1], Gen.Int[1, 500]).List[1, 25], Gen.Int[0, 3], Gen.Int[0, Things.Length - 1], Gen.Int[-1, Colours.Length - 1], Gen.Bool).Sample(
            (rows, form, thing, colour, plural) =>
            {
                var table = Make("store", ["Product", "Colour", "Price"], [.. rows.Select(r => new[] { Things[r.Item1].One, Colours[r.Item2], r.Item3.ToString(CultureInfo.InvariantCulture) })]);
                var question = Ask(form, plural ? Things[thing].Many : Things[thing].One, colour < 0 ? "" : $"{Colours[colour].ToLowerInvariant()} ");
                if (TableQuestion.Understand(question, table) is not { } query)
                {
                    // Only what the table does not have may be left alone.
                    Assert.True(!rows.Exists(r => r.Item1 == thing) || (colour >= 0 && !rows.Exists(r => r.Item2 == colour)), question);
                    return;
                }

                var asked = rows.Where(r => r.Item1 == thing && (colour < 0 || r.Item2 == colour)).Select(r => (double)r.Item3).ToList();
                double? right = form switch { 0 => asked.Count, _ when asked.Count == 0 => null, 1 => asked.Sum(), 2 => asked.Average(), _ => asked.Max() };
                var told = TableEngine.Run(table, query).Rows is [[.., { } value]] ? double.Parse(value, CultureInfo.InvariantCulture) : (double?)null;
                Assert.True(right is null ? told is null : Math.Abs(right.Value - told!.Value) < 1e-6, $"{question}: {told}, not {right}");
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Understand_OneForeignWordMore_IsNeverCalculated() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, Things.Length - 2], Gen.Bool, Gen.Int[0, Foreign.Length - 1], Gen.Int[0, 12]).Sample(
            (form, thing, plural, foreign, at) =>
            {
                var table = Make("store", ["Product", "Colour", "Price"], [.. Things.Select((t, i) => new[] { t.One, Colours[i % Colours.Length], "7" })]);
                var words = Ask(form, plural ? Things[thing].Many : Things[thing].One, "").Split(' ').ToList();
                Assert.NotNull(TableQuestion.Understand(string.Join(' ', words), table));
                words.Insert(at % words.Count, Foreign[foreign]);
                var question = string.Join(' ', words);
                Assert.True(TableQuestion.Understand(question, table) is null, question);
            },
            iter: 1000,
            threads: 1);

    private static string Ask(int form, string thing, string colour) => form switch
    {
        0 => $"How many {colour}{thing} are there ?",
        1 => $"What is the total price of {colour}{thing} ?",
        2 => $"average price of all {colour}{thing}",
        _ => $"What is the highest price of the {colour}{thing} ?",
    };

    private static string? Answer(string question, SheetTable table) =>
        TableQuestion.Understand(question, table, $"{table.Name}.csv") is { } query ? string.Join(';', TableEngine.Run(table, query).Rows.Select(r => string.Join(',', r))) : null;

    private static SheetTable Make(string name, string[] header, params string[][] rows)
    {
        static TableRow Row(string[] cells) => new([.. cells.Select((text, i) => new TableCell(text, i)).Where(c => c.Text.Length > 0)]);
        return Assert.Single(SheetTable.Of(new Document { Name = "x", MimeType = "text/csv", Blocks = [new TableBlock([Row(header), .. rows.Select(Row)], 1, name)] }));
    }
}
