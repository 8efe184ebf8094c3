using Onebox.Cli.Evaluation;

namespace Onebox.Cli.Tests;

public sealed class TaskArgumentsTests
{
    [Theory]
    [InlineData("gsm8k:", "gsm8k:PATH")]
    [InlineData("dataset:", "dataset:NAME")]
    public void Read_WithoutWhatItIsAbout_SaysWhatIsMissing(string typed, string wanted) =>
        Assert.Contains(wanted, Assert.Throws<UsageException>(() => TaskArguments.Read(typed, here: true, null, null, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_OfARelativePath_IsFromTheRoot() => Assert.Equal($"gsm8k:{Path.GetFullPath("a.jsonl")}", TaskArguments.Read("gsm8k:a.jsonl", here: true, null, null, null).Spec);
}
