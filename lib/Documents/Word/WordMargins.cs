using Onebox.Documents.Packages;

namespace Onebox.Documents.Word;

/// <summary>Headers and footers of all sections, each wording once, after the body.</summary>
internal static class WordMargins
{
    public static void Read(WordDocument document)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        document.Reading.Outline.Clear();
        foreach (var (kind, role) in ((string, ParagraphRole)[])[("header", ParagraphRole.Header), ("footer", ParagraphRole.Footer)])
        {
            foreach (var reference in document.Sections.SelectMany(s => s.Children($"{kind}Reference")))
            {
                if (document.Part(reference.Value("id"), $"/{kind}") is not { } part || document.Package.Load(part) is not { } margin) continue;
                var words = new WordExtras(document.ForPart(part)).Words(margin);
                if (words.Length > 0 && seen.Add(words)) document.Reading.Add(new ParagraphBlock(words, role));
            }
        }
    }
}
