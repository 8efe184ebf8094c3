using Onebox.Console.Chat;

namespace Onebox.Console.Tests.Chat;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("text <iframe src=\"https://elsewhere.example\"></iframe>")]
    public void ToHtml_OfHtml_LeavesItAsText(string text)
    {
        var html = Html(text);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<iframe", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[press](javascript:alert(1))")]
    [InlineData("[press](JaVaScRiPt:alert(1))")]
    [InlineData("[press](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[press](vbscript:x)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[press][a]\n\n[a]: javascript:alert(1)")]
    public void ToHtml_OfAnAddressThatRuns_HasNoSuchAddress(string text) =>
        Assert.DoesNotMatch("href=\"(javascript|data|vbscript)", Html(text).ToLowerInvariant());

    [Fact]
    public void ToHtml_OfAPicture_AsksNoOtherMachine()
    {
        var html = Html("![a cat](https://elsewhere.example/cat.png)");
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("a cat", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_OfAWebAddress_OpensElsewhereWithoutAnOpener()
    {
        var html = Html("See [the paper](https://arxiv.example/abs/1).");
        Assert.Contains("href=\"https://arxiv.example/abs/1\"", html, StringComparison.Ordinal);
        Assert.Contains("rel=\"noopener noreferrer\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_OfCodeAndTables_KeepsTheirShape()
    {
        var html = Html("| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx < y\n```");
        Assert.Contains("<table dir=\"auto\">", html, StringComparison.Ordinal);
        Assert.Contains("x &lt; y", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_OfCode_HasAButtonThatCopiesIt_AndWordsCannotMakeOne()
    {
        Assert.Contains("ob-code-copy", Html("```\nls\n```"), StringComparison.Ordinal);
        Assert.DoesNotContain("ob-code-copy", Html("<pre><code>ls</code></pre> [a](https://b.example \"<pre><code\")"), StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_OfEachBlockButCode_TakesItsOwnDirection()
    {
        var html = Html("שלום\n\n- مرحبا\n\n```\ncode\n```");
        Assert.Contains("<p dir=\"auto\">", html, StringComparison.Ordinal);
        Assert.Contains("<ul dir=\"auto\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<code dir", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<li dir", html, StringComparison.Ordinal);
    }

    private static string Html(string text) => Markdown.ToHtml(text).Value;
}
