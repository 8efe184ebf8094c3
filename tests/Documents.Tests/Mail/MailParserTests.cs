using System.Text;

namespace Onebox.Documents.Tests.Mail;

public sealed class MailParserTests
{
    internal static readonly string Sample = """
        From: "Li Wei" <li@example.com>
        To: ops@example.com
        Subject: =?utf-8?B?5rC05rO156uZ?= report
        Date: Tue, 03 Mar 2026 10:00:00 +0100
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b1"

        --b1
        Content-Type: multipart/alternative; boundary="b2"

        --b2
        Content-Type: text/plain; charset=utf-8

        plain
        --b2
        Content-Type: text/html; charset=utf-8

        <p>The pump runs <b>again</b>.</p><blockquote>Does it run?</blockquote>
        --b2--
        --b1
        Content-Type: text/csv; name="parts.csv"
        Content-Disposition: attachment; filename="parts.csv"
        Content-Transfer-Encoding: base64

        UGFydCxRdHkKQm9sdCwxMgpOdXQsNwo=
        --b1
        Content-Type: application/octet-stream; name="tool.exe"
        Content-Disposition: attachment; filename="tool.exe"
        Content-Transfer-Encoding: base64

        TVqQAAMAAAAEAAAA//8AALgAAAA=
        --b1
        Content-Type: message/rfc822

        From: a@example.com
        Subject: Inner
        Content-Type: text/plain

        Inner words.
        --b1--
        """.ReplaceLineEndings("\r\n");

    [Fact]
    public async Task Text_BetweenPicturesAndBelowThem_IsRead()
    {
        const string Mail = """
            From: a@example.com
            Subject: Photo
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="A"

            --A
            Content-Type: text/plain

            Above the photo.
            --A
            Content-Type: image/png; name="photo.png"
            Content-Disposition: inline; filename="photo.png"
            Content-Transfer-Encoding: base64

            iVBORw0KGgo=
            --A
            Content-Type: multipart/alternative; boundary="B"

            --B
            Content-Type: text/plain

            Plain, below.
            --B
            Content-Type: multipart/related; boundary="C"

            --C
            Content-Type: text/html

            <p>Page, below.</p>
            --C--
            --B
            Content-Type: text/calendar

            BEGIN:VCALENDAR
            --B--
            --A
            Content-Type: text/plain

            The list's footer.
            --A--
            """;
        var document = await Parsing.ParseAsync("photo.eml", Mail.ReplaceLineEndings("\r\n"));
        Assert.Equal(["Above the photo.", "Page, below.", "The list's footer."], document.Blocks.Skip(2).Select(b => b.ToText()));
        Assert.Empty(document.Attachments);
    }

    [Fact]
    public async Task Mail_GivesItsTextAndAttachments()
    {
        var document = await Parsing.ParseAsync("report.eml", Sample);
        Assert.Equal("水泵站 report", document.Metadata["title"]);
        Assert.Equal("2026-03-03T10:00:00+01:00", document.Metadata["date"]);
        Assert.Equal("水泵站 report", document.Blocks[0].ToText());
        Assert.Contains("Li Wei", document.Blocks[1].ToText(), StringComparison.Ordinal);
        Assert.Equal("The pump runs again.", document.Blocks[2].ToText());
        Assert.Equal(ParagraphRole.Quote, ((ParagraphBlock)document.Blocks[3]).Role);
        Assert.Equal(["parts.csv", "Inner.eml"], document.Attachments.Select(a => a.Name));
        Assert.Equal("Part|Qty\nBolt|12\nNut|7", document.Attachments[0].Single<TableBlock>().Lines());
        Assert.Equal("Inner words.", document.Attachments[1].Blocks[^1].ToText());
        Assert.Contains("tool.exe", Assert.Single(document.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MailsInsideMails_EndAtTheLimit()
    {
        var mail = "Subject: innermost\r\n\r\nwords\r\n";
        for (var i = 0; i < 10; i++) mail = $"Subject: s{i}\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n{mail}";
        var document = await Parsing.ParseAsync("deep.eml", Encoding.UTF8.GetBytes(mail));
        var depth = 0;
        for (var at = document; at.Attachments.Count > 0; at = at.Attachments[0]) depth++;
        Assert.Equal(new ParseLimits().MaxAttachmentDepth, depth);
    }
}
