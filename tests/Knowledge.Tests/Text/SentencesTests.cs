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
    public void Of_Text_EndsWhereSentencesEnd(string text, string cut) => Assert.Equal(cut, string.Join('|', Sentences.Of(text).Select(r => text[r])));

    [Fact]
    public void Of_AnyText_LeavesNothingOut() => Gen.String.Sample(text => Assert.Equal(text, string.Concat(Sentences.Of(text).Select(r => text[r]))), iter: 2000);
}
