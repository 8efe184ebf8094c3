using System.IO.Compression;
using System.Text;

namespace Onebox.Documents.Tests;

/// <summary>Office files from their parts.</summary>
internal static class ZipFiles
{
    private const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Make(params (string Name, string Text)[] parts)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in parts)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }

        return stream.ToArray();
    }

    /// <param name="part">Whose relations they are; empty for the package.</param>
    /// <param name="relations">Id, the last piece of the type, target; a target with :// is outside.</param>
    public static (string Name, string Text) Relations(string part, params (string Id, string Type, string Target)[] relations)
    {
        var slash = part.LastIndexOf('/') + 1;
        var items = relations.Select(r => $"<Relationship Id=\"{r.Id}\" Type=\"{Office}/{r.Type}\" Target=\"{r.Target}\"{(r.Target.Contains("://", StringComparison.Ordinal) ? " TargetMode=\"External\"" : "")}/>");
        return ($"{part[..slash]}_rels/{part[slash..]}.rels", $"<Relationships xmlns=\"{Package}\">{string.Concat(items)}</Relationships>");
    }

    /// <summary>A Word file around a body, with further parts.</summary>
    public static byte[] Word(string body, params (string Name, string Text)[] parts) => Make(
    [
        Relations("", ("r1", "officeDocument", "word/document.xml")),
        ("word/document.xml", $"""
            <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{Office}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
             xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><w:body>{body}</w:body></w:document>
            """),
        .. parts,
    ]);
}
