using System.Globalization;
using System.Xml.Linq;
using Onebox.Documents.Packages;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Word;

/// <summary>The parts of one Word file that its paragraphs refer to.</summary>
internal sealed class WordDocument(OfficePackage package, string part, Reading reading)
{
    private int _footnotes;
    private int _endnotes;

    public OfficePackage Package => package;

    public Reading Reading => reading;

    public Dictionary<string, OfficePackage.Relation> Relations { get; private init; } = package.Relations(part);

    public WordStyles Styles { get; private init; } = new(package.Load(Find(package, part, "/styles")));

    public WordNumbering Numbering { get; private init; } = new(package.Load(Find(package, part, "/numbering")));

    /// <summary>Footnotes by id; endnotes by <c>e</c> and id.</summary>
    public Dictionary<string, XElement> Notes { get; private init; } = FindNotes(package, part);

    public WordPages Pages { get; private init; } = new(package, part, reading);

    /// <summary>Section properties in the order in which they were met.</summary>
    public List<XElement> Sections { get; } = [];

    /// <summary>Notes met inside a table: they follow it.</summary>
    public List<Block> Pending { get; } = [];

    /// <summary>Counts a paragraph, if it is an item of a list or a numbered heading by its own properties or its style's.</summary>
    /// <param name="heading">Its level as a heading; 0 for none.</param>
    /// <returns>What stands before it, null for nothing, and how deep in the list it is.</returns>
    public (string? Marker, int Depth) Count(XElement? properties, int heading = 0)
    {
        var ofStyle = Styles.Numbering(properties.ChildValue("pStyle"));
        var numbering = properties.Child("numPr") ?? ofStyle;
        var depth = int.TryParse(numbering.ChildValue("ilvl"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var level) ? level : Math.Max(0, heading - 1);
        return (Numbering.Next(numbering.ChildValue("numId") ?? ofStyle.ChildValue("numId"), depth), depth);
    }

    /// <summary>The next number of footnotes, or of endnotes.</summary>
    public int NoteNumber(string prefix) => prefix.Length == 0 ? ++_footnotes : ++_endnotes;

    /// <summary>A header, footer or note refers to parts by relations of its own.</summary>
    public WordDocument ForPart(string other) => new(package, other, reading)
    {
        Relations = package.Relations(other),
        Styles = Styles,
        Numbering = Numbering,
        Notes = Notes,
        Pages = Pages,
    };

    public string? Part(string? relation, string kind) =>
        relation is not null && Relations.TryGetValue(relation, out var found) && !found.IsExternal && found.Type.EndsWith(kind, StringComparison.Ordinal) ? found.Target : null;

    private static string? Find(OfficePackage package, string part, string kind) =>
        package.Relations(part).Values.FirstOrDefault(r => r.Type.EndsWith(kind, StringComparison.Ordinal) && !r.IsExternal)?.Target;

    private static Dictionary<string, XElement> FindNotes(OfficePackage package, string part)
    {
        var notes = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (var (kind, name, prefix) in ((string, string, string)[])[("/footnotes", "footnote", ""), ("/endnotes", "endnote", "e")])
            foreach (var note in package.Load(Find(package, part, kind)).Children(name))
                if (note.Value("id") is { } id && note.Value("type") is null or "normal") notes.TryAdd(prefix + note.Value("id"), note);
        return notes;
    }
}
