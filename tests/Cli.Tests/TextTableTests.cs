using CsCheck;
using Onebox.Cli.Output;
using Spectre.Console.Rendering;

namespace Onebox.Cli.Tests;

public sealed class TextTableTests
{
    private static readonly string[] Columns = ["id", "task", "state", "", "started"];

    [Fact]
    public void Lines_InAFile_CutNothing()
    {
        var cause = new string('x', 1000);
        var lines = TextTable.Lines(Columns, [["tsk_1", "Import a model", "failed", cause, "2 h ago"]], width: null);
        Assert.Equal("ID      TASK             STATE    " + new string(' ', 1000) + "   STARTED", lines[0]);
        Assert.Contains(cause + "   2 h ago", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_OnATerminal_CutTheLongestAndNeverTheFirst()
    {
        var lines = TextTable.Lines(Columns, [["tsk_01M835Q0S2V7K3", "Promote", "failed", new string('x', 1000), "2 h ago"], ["tsk_2", "Import", "succeeded", "", "3 h ago"]], width: 80);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.StartsWith("tsk_01M835Q0S2V7K3   Promote", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("x…   2 h ago", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_TooManyColumnsForTheTerminal_BecomeNamesAndValues()
    {
        string[] columns = ["name", "size", "parameters", "quantization", "context", "licence", "state"];
        var lines = TextTable.Lines(columns, [["qwen", "5 GiB", "7,600,000,000", "Q4_K_M", "32,768", "apache-2.0", "ready"], ["b", "", "", "", "", "", "importing"]], width: 60);
        Assert.Equal("name          qwen", lines[0]);
        Assert.Contains("licence       apache-2.0", lines);
        Assert.Equal(["", "name          b", "state         importing"], lines.Skip(7));
    }

    [Fact]
    public void Lines_AColumnWithNothingInIt_IsNotShown() => Assert.Equal(["NAME   STATE", "a      ready"], TextTable.Lines(["name", "reason", "state"], [["a", "", "ready"]], width: 80));

    [Fact]
    public void Lines_ChineseAndSeveralLines_StandInTheirColumns() =>
        Assert.Equal(["NAME     STATE", "手册     ready", "second   b"], TextTable.Lines(["name", "state"], [["手册", "ready"], ["second", "b"]], width: 80));

    [Fact]
    public void Lines_OfAnyRows_FitOrAreNamesAndValues() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 5], Gen.Int[20, 200]).SelectMany((columns, rows, width) => Gen.String[Gen.Char.AlphaNumeric, 1, 120].Array[columns].Array[rows].Select(cells => (cells, width))).Sample(table =>
        {
            string[] names = [.. Enumerable.Range(0, table.cells[0].Length).Select(i => $"c{i}")];
            var lines = TextTable.Lines(names, table.cells, table.width);
            if (lines[0].StartsWith("C0", StringComparison.Ordinal)) Assert.All(lines, line => Assert.True(new Segment(line).CellCount() <= table.width));
            else Assert.All(table.cells.SelectMany(row => row), cell => Assert.Contains(lines, line => line.EndsWith(cell, StringComparison.Ordinal)));
        });
}
