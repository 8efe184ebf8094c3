using Onebox.Documents.Packages;

namespace Onebox.Documents.Word;

/// <summary>Reviewers' comments, after everything else.</summary>
internal static class WordComments
{
    public static void Read(WordDocument document, string part)
    {
        var comments = document.Package.Relations(part).Values.FirstOrDefault(r => r.Type.EndsWith("/comments", StringComparison.Ordinal) && !r.IsExternal)?.Target;
        foreach (var comment in document.Package.Load(comments).Children("comment"))
        {
            var words = new WordExtras(document).Words(comment);
            if (words.Length > 0) document.Reading.Add(new ParagraphBlock(comment.Value("author") is { Length: > 0 } author ? $"{author}: {words}" : words, ParagraphRole.Comment));
        }
    }
}
