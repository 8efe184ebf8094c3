using Microsoft.AspNetCore.Http;
using Onebox.Console.Edge;

namespace Onebox.Console.Tests.Frame;

public sealed class ConsoleEdgeTests
{
    [Theory]
    [InlineData("de-DE,de;q=0.9,en;q=0.8", "de-DE")]
    [InlineData("en;q=0.5, zh-CN", "zh-CN")]
    [InlineData("xx-nowhere, fr;q=0.5", "fr")]
    public void LanguageOf_ABrowser_IsTheFirstThatIsKnown(string header, string expected) => Assert.Equal(expected, LanguageOf(header));

    [Theory]
    [InlineData("")]
    [InlineData(";;;,=")]
    public void LanguageOf_NothingUseful_IsNone(string header) => Assert.Null(LanguageOf(header));

    private static string? LanguageOf(string header)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.AcceptLanguage = header;
        return ConsoleEdge.LanguageOf(http.Request)?.Name;
    }
}
