using CsCheck;
using Onebox.Api.Knowledge;

namespace Onebox.Console.Tests.Knowledge;

public sealed class QuestionLinesTests
{
    [Fact]
    public void Read_LinesOfSeveralSets_UnderstandsTheirNames()
    {
        var questions = QuestionLines.Read(
        [
            """{"question":"How many days?","answers":["thirty"],"documents":["leave.md"]}""",
            "",
            """{"id":7,"text":"Who?","relevant":"staff.csv"}""",
            """{"query":"Which colour?","answers":[{"text":"green"}]}""",
            """{"question":"What does the moon cost?","is_impossible":true,"answers":[]}""",
            """{"question":"Who was Atlas?","answer":""}""",
        ]);
        Assert.Equal(["How many days?", "Who?", "Which colour?", "What does the moon cost?", "Who was Atlas?"], questions.Select(q => q.Question));
        Assert.Equal([true, true, true, false, false], questions.Select(q => q.Answerable));
        Assert.Equal(["staff.csv"], questions[1].Documents);
        Assert.Equal("7", questions[1].Id);
        Assert.Equal(["green"], questions[2].Answers);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("""{"answers":["x"]}""")]
    [InlineData("""{"question":" "}""")]
    [InlineData("""{"question":7}""")]
    [InlineData("""{"question":"x","answers":[{"words":"y"}]}""")]
    public void Read_ALineThatIsNone_NamesIt(string line)
    {
        var error = Assert.Throws<FormatException>(() => QuestionLines.Read(["""{"question":"Who?"}""", "", line]));
        Assert.StartsWith("line 3: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnyLine_ReadsItOrSaysThatItIsNone()
    {
        string[] values = ["\"a\"", "1", "null", "true", "[]", "[\"b\"]", "[{}]", "[{\"text\":\"c\"}]", "{}", "[[", "\""];
        string[] names = ["question", "text", "answers", "documents", "answerable", "is_impossible", "id"];
        Gen.Select(Gen.Int[0, names.Length - 1], Gen.Int[0, values.Length - 1]).Array[0, 5].Select(fields => $"{{{string.Join(',', fields.Select(f => $"\"{names[f.Item1]}\":{values[f.Item2]}"))}}}").Sample(line =>
        {
            try
            {
                return QuestionLines.Read([line]).All(q => !string.IsNullOrWhiteSpace(q.Question));
            }
            catch (FormatException)
            {
                return true;
            }
        }, iter: 2000);
    }
}
