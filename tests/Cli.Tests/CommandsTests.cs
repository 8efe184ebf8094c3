namespace Onebox.Cli.Tests;

public sealed class CommandsTests
{
    [Theory]
    [InlineData("onebox --help", "nonsense")]
    [InlineData("onebox models show --help", "models", "show")]
    [InlineData("onebox models list --help", "models", "list", "--nonsense")]
    [InlineData("onebox kb --help", "kb", "nonsense")]
    public async Task RunAsync_WrongArguments_SaysWhereTheRightOnesStand(string where, params string[] args)
    {
        var wrong = await Assert.ThrowsAsync<UsageException>(() => Commands.RunAsync(args));
        Assert.Contains(where, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'99999999999' cannot be --context: it must be a whole number", "models", "fit", "x", "--context", "99999999999")]
    [InlineData("'abc' cannot be --temperature: it must be a number", "chat", "x", "--prompt", "x", "--temperature", "abc")]
    [InlineData("'a 'b' cannot be --port: it must be a whole number", "up", "--port", "a 'b")]
    public async Task RunAsync_WrongKindOfValue_SaysWhatItMustBe(string what, params string[] args)
    {
        var wrong = await Assert.ThrowsAsync<UsageException>(() => Commands.RunAsync(args));
        Assert.Contains(what, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", wrong.Message, StringComparison.Ordinal);
    }
}
