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
}
