using CsCheck;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Tests.Text;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("Dr. Smith paid 3.50 euros. He left.", "Dr. Smith paid 3.50 euros. |He left.")]
    [InlineData("J. R. R. Tolkien wrote it! Really?", "J. R. R. Tolkien wrote it! |Really?")]
    [InlineData("他来了。她走了！", "他来了。|她走了！")]
    [InlineData("“Stop.” He did.", "“Stop.” |He did.")]
    [InlineData("All passwords of the company must be changed\nby their owners. Guests\nonly.", "All passwords of the company must be changed\nby their owners. |Guests\n|only.")]
    [InlineData("Name of the person who answers questions | desk\nanna | 4", "Name of the person who answers questions | desk\n|anna | 4")]
    public void Of_Text_EndsWhereSentencesEnd(string text, string cut) => Assert.Equal(cut, string.Join('|', Sentences.Of(text).Select(r => text[r])));

    [Fact]
    public void Of_AnyText_LeavesNothingOut() => Gen.String.Sample(text => Assert.Equal(text, string.Concat(Sentences.Of(text).Select(r => text[r]))), iter: 2000);
}
