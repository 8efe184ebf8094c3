using Onebox.Knowledge.Evaluating;

namespace Onebox.Knowledge.Tests.Evaluating;

public sealed class WrittenQuestionTests
{
    private const string Text = "Employees receive thirty days of paid vacation each year. Unused days lapse in March.";

    [Theory]
    [InlineData("Question: How many days of paid vacation do employees receive?\nAnswer: thirty days", "How many days of paid vacation do employees receive?", "thirty days")]
    [InlineData("Sure!\nQuestion: When do unused vacation days lapse?\n\nAnswer: \"In March.\"", "When do unused vacation days lapse?", "In March")]
    public void Read_QuestionWithItsAnswer_IsGood(string said, string question, string answer)
    {
        var read = WrittenQuestion.Read(said);
        Assert.Equal(new WrittenQuestion(question, answer), read);
        Assert.Null(read!.Fault(Text, ["What do employees receive in summer?"]));
    }

    [Theory]
    [InlineData("How many days of paid vacation do employees receive?", "forty days")]
    [InlineData("What does the passage say about vacation days?", "thirty days")]
    [InlineData("What does document 7 say about vacation days?", "thirty days")]
    [InlineData("Do employees receive thirty days of vacation?", "thirty days")]
    [InlineData("Which colour has the elephant of the king?", "thirty days")]
    [InlineData("How many days?", "")]
    [InlineData("What days of paid vacation do all employees get?", "thirty days")]
    public void Fault_OfABadQuestion_IsTold(string question, string answer) => Assert.NotNull(new WrittenQuestion(question, answer).Fault(Text, ["What days of paid vacation do employees get?"]));

    [Fact]
    public void Read_AnythingElse_IsNothing() => Assert.Null(WrittenQuestion.Read("I cannot write questions."));
}
