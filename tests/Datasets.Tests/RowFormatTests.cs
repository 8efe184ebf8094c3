using System.Text;
using System.Text.Json;
using CsCheck;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Tests;

/// <summary>Pins docs/formats/dataset-rows.md.</summary>
public sealed class RowFormatTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("onebox-rows-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "rows.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Rows_OfEveryShape_AreTheseBytes()
    {
        await using (var writer = new RowWriter(File))
        {
            var split = new SplitChoice(SplitChoice.Usual);
            await writer.WriteAsync(new DatasetRow("", "", 1) { Messages = [new("user", "Grüße \"x\"\n"), new("assistant", "") { ToolCalls = JsonDocument.Parse("[{\"id\": \"1\"}]").RootElement }, new("tool", "5") { ToolCallId = "1" }] }, split.Of, Cancellation);
            await writer.WriteAsync(new DatasetRow("", "test", 2) { Text = "你好 😀" }, split.Of, Cancellation);
            await writer.WriteAsync(new DatasetRow("", "", 3) { Messages = [new("user", "a")], Chosen = "b", Rejected = "c" }, split.Of, Cancellation);
            await writer.WriteAsync(new DatasetRow("", "", 4) { Question = "q", Answers = ["y"], Choices = ["x", "y"], AnswerIndex = 1, Context = "c" }, split.Of, Cancellation);
            Assert.Equal(4, writer.Rows);
            await writer.FinishAsync(Cancellation);
        }

        Assert.Equal(
            """
            {"id":"8cea6caa25127122ed18d82d5ef099ee","split":"train","row":1,"messages":[{"role":"user","content":"Grüße \"x\"\n"},{"role":"assistant","content":"","tool_calls":[{"id":"1"}]},{"role":"tool","content":"5","tool_call_id":"1"}]}
            {"id":"6ed76f7847fe139ce4a1b34d7502a1d8","split":"test","row":2,"text":"你好 \uD83D\uDE00"}
            {"id":"6e33bc7edfa63453dfdc9e335eda5fb4","split":"train","row":3,"messages":[{"role":"user","content":"a"}],"chosen":"b","rejected":"c"}
            {"id":"1a872d3d21d7b5a58bf93619f1ab82a3","split":"train","row":4,"question":"q","answers":["y"],"choices":["x","y"],"answerIndex":1,"context":"c"}

            """,
            await System.IO.File.ReadAllTextAsync(File, Cancellation));
    }

    [Fact]
    public async Task Rows_OfAnyText_ComeBackAsTheyWere()
    {
        var row = Gen.Select(Gen.String, Gen.String.Array[0, 4], Gen.String, Gen.Bool).Select((question, answers, context, isText) => isText
            ? new DatasetRow("", "", 1) { Text = Whole(question) }
            : new DatasetRow("", "", 1) { Question = Whole(question), Answers = [.. answers.Select(Whole)], Context = Whole(context) });
        await row.Array[1, 20].SampleAsync(
            async rows =>
            {
                var written = new List<DatasetRow>();
                await using (var writer = new RowWriter(File))
                {
                    foreach (var one in rows) written.Add(await writer.WriteAsync(one, new SplitChoice(SplitChoice.Usual).Of, CancellationToken.None));
                    await writer.FinishAsync(CancellationToken.None);
                }

                var read = new List<DatasetRow>();
                await foreach (var one in DatasetRows.ReadAsync(File)) read.Add(one);
                Assert.Equal(written.Select(Show), read.Select(Show));
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public async Task Rows_ThatWereDamaged_AreRefusedWithTheirLine()
    {
        await System.IO.File.WriteAllTextAsync(File, "{\"id\":\"x\",\"split\":\"train\",\"row\":1,\"text\":\"a\"}\n{\"id\":\"x\",\"spl", Cancellation);
        var refusal = await Assert.ThrowsAsync<Onebox.Kernel.ProblemException>(async () =>
        {
            await foreach (var _ in DatasetRows.ReadAsync(File, cancellation: Cancellation))
            {
                // The first is fine.
            }
        });
        Assert.Contains("Line 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_FollowsTheSharesOfTheIdsRange()
    {
        var split = new SplitChoice(new(0.5, 0.25, 0.25));
        Assert.Equal(["train", "train", "validation", "validation", "test", "test"], new[] { "00000000", "7fffffff", "80000000", "bfffffff", "c0000000", "ffffffff" }.Select(split.Of));
    }

    private static string Show(DatasetRow row) => $"{row.Id} {row.Split} {row.Row} {string.Join('|', RowText.Parts(row))}";

    /// <summary>No text can hold half a surrogate pair.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
