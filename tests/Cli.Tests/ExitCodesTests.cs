using System.Text.RegularExpressions;
using Onebox.Api;

namespace Onebox.Cli.Tests;

public sealed partial class ExitCodesTests
{
    [Theory]
    [InlineData(400, 2)]
    [InlineData(405, 2)]
    [InlineData(415, 2)]
    [InlineData(422, 2)]
    [InlineData(401, 5)]
    [InlineData(403, 5)]
    [InlineData(404, 4)]
    [InlineData(409, 1)]
    [InlineData(429, 1)]
    [InlineData(500, 1)]
    [InlineData(503, 1)]
    public void Of_AnAnswer_IsThatOfTheTable(int status, int code) =>
        Assert.Equal(code, ExitCodes.Of(new ProblemDetails { Code = "any", Title = "Any", Detail = "Any.", Status = status }));

    [Fact]
    public void Table_InHelpAndReadme_HasEveryCode()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "CliReadme.md"));
        Assert.Equal(Codes().Matches(ExitCodes.Table).Select(m => m.Value), Rows().Matches(readme).Select(m => m.Groups["code"].Value));
    }

    [GeneratedRegex(@"\b\d+\b")]
    private static partial Regex Codes();

    [GeneratedRegex(@"^\| (?<code>\d+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Rows();
}
