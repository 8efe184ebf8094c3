using System.Text;
using System.Xml.Linq;
using Onebox.Documents.Packages;

namespace Onebox.Documents.Word;

/// <summary>
/// The words of one paragraph as they stand when all changes are accepted, and what hangs on them: links, notes, pictures, text boxes.
/// </summary>
internal sealed class WordText(WordDocument document)
{
    private readonly StringBuilder _text = new();
    private readonly Stack<(int Start, string Instruction, bool InResult)> _fields = new();

    public List<Link> Links { get; } = [];

    public List<(string Marker, XElement Note, bool IsEndnote)> Notes { get; } = [];

    public List<XElement> Drawings { get; } = [];

    public List<XElement> TextBoxes { get; } = [];

    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        _fields.Clear();
        return text.Trim(' ', '\t', '\n', '\r');
    }

    public void Read(XElement parent, int depth = 0)
    {
        document.Reading.Budget.CheckDepth(depth);
        foreach (var element in parent.Elements())
        {
            document.Reading.Budget.Tick();
            Read(element, element.Name.LocalName, depth);
        }
    }

    private void Read(XElement element, string name, int depth)
    {
        switch (name)
        {
            case "r" when element.Child("rPr").IsOn("vanish") || element.Child("rPr").IsOn("webHidden"):
                // Hidden text may still carry the ends of fields.
                foreach (var field in element.Children("fldChar")) Field(field);
                return;
            case "pPr" or "rPr" or "sectPr" or "del" or "moveFrom" or "rt" or "delText" or "sdtPr" or "sdtEndPr" or "tbl" or "proofErr":
                return;
            case "oMath" when WordMath.Is(element):
                if (!InInstruction) _text.Append(WordMath.Read(element));
                return;
            case "t" or "delInstrText":
                if (name == "t" && !InInstruction) _text.Append(element.Value);
                return;
            case "instrText":
                if (_fields.TryPop(out var open)) _fields.Push(open with { Instruction = open.Instruction + element.Value });
                return;
            case "fldChar":
                Field(element);
                return;
            case "tab" or "ptab":
                _text.Append('\t');
                return;
            case "br" or "cr":
                if (element.Value("type") == "page") document.Pages.Broken();
                _text.Append(element.Value("type") is "page" or "column" ? ' ' : '\n');
                return;
            case "lastRenderedPageBreak":
                document.Pages.Rendered();
                return;
            case "noBreakHyphen":
                _text.Append('-');
                return;
            case "softHyphen":
                return;
            case "sym":
                _text.Append(WordSymbols.Read(element.Value("font"), element.Value("char")));
                return;
            case "hyperlink":
                var start = _text.Length;
                Read(element, depth + 1);
                AddLink(start, element.Value("id") is { } id && document.Relations.TryGetValue(id, out var relation) ? relation.Target : element.Value("anchor") is { } anchor ? $"#{anchor}" : null);
                return;
            case "footnoteReference":
                Note(element, "");
                return;
            case "endnoteReference":
                Note(element, "e");
                return;
            case "AlternateContent":
                if (element.Alternative() is { } alternative) Read(alternative, depth + 1);
                return;
            case "txbxContent":
                TextBoxes.Add(element);
                return;
            case "drawing" or "pict" or "object":
                Drawings.Add(element);
                foreach (var box in element.Descendants().Where(e => e.Name.LocalName == "txbxContent" && !e.Ancestors().TakeWhile(a => a != element).Any(a => a.Name.LocalName is "txbxContent" or "Fallback"))) TextBoxes.Add(box);
                return;
        }

        Read(element, depth + 1);
    }

    private bool InInstruction => _fields.Count > 0 && _fields.Any(f => !f.InResult);

    private void Field(XElement field)
    {
        switch (field.Value("fldCharType"))
        {
            case "begin":
                // The boxes of old forms have no text of their own.
                if (field.Child("ffData").Child("checkBox") is { } box) _text.Append(box.Child("checked") is null ? box.IsOn("default") ? '☒' : '☐' : box.IsOn("checked") ? '☒' : '☐');
                _fields.Push((_text.Length, "", false));
                break;
            case "separate" when _fields.TryPop(out var open):
                _fields.Push((_text.Length, open.Instruction, true));
                break;
            case "end" when _fields.TryPop(out var ended):
                if (ended.Instruction.TrimStart().StartsWith("HYPERLINK", StringComparison.OrdinalIgnoreCase) && ended.Instruction.Split('"') is { Length: > 2 } pieces)
                    AddLink(ended.Start, ended.Instruction.Contains("\\l", StringComparison.Ordinal) ? $"#{pieces[1]}" : pieces[1]);
                break;
        }
    }

    private void AddLink(int start, string? target)
    {
        var words = start < _text.Length ? _text.ToString(start, _text.Length - start).Trim() : "";
        if (words.Length > 0 && target is { Length: > 0 and < 2048 }) Links.Add(new Link(words, target));
    }

    private void Note(XElement reference, string prefix)
    {
        if (reference.Value("id") is not { } id || !document.Notes.TryGetValue(prefix + id, out var note)) return;
        var marker = $"{prefix}{document.NoteNumber(prefix)}";
        _text.Append("[^").Append(marker).Append(']');
        Notes.Add((marker, note, prefix.Length > 0));
    }
}
