using System.Xml.Linq;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Packages;

/// <summary>An Office file: parts that refer to each other by relationship ids (ECMA-376 part 2).</summary>
internal sealed class OfficePackage(ZipPackage zip, Budget budget)
{
    private const int MostPicture = 64 << 20;

    public ZipPackage Zip => zip;

    /// <returns>The part that the package is about; null if it does not say.</returns>
    public string? MainPart => Relations("").Values.FirstOrDefault(r => r.Type.EndsWith("/officeDocument", StringComparison.Ordinal))?.Target;

    /// <param name="Type">The last piece says what it is: <c>…/image</c>.</param>
    /// <param name="Target">A part's name, or an address outside.</param>
    /// <param name="IsExternal">An address outside the file; it is never opened.</param>
    internal sealed record Relation(string Type, string Target, bool IsExternal);

    /// <returns>Relations of a part by their ids.</returns>
    public Dictionary<string, Relation> Relations(string part)
    {
        var relations = new Dictionary<string, Relation>(StringComparer.Ordinal);
        var slash = part.LastIndexOf('/');
        var folder = part[..(slash + 1)];
        foreach (var relation in Load($"{folder}_rels/{part[(slash + 1)..]}.rels").Children("Relationship"))
        {
            if (relation.Value("Id") is not { } id || relation.Value("Target") is not { } target) continue;
            var external = relation.Value("TargetMode") == "External";
            relations[id] = new Relation(relation.Value("Type") ?? "", external ? target : ZipPackage.Resolve(folder, target), external);
        }

        return relations;
    }

    public XElement? Load(string? part) => part is null ? null : SafeXml.Load(zip.Open(part), budget);

    public byte[]? Picture(string part) => zip.Bytes(part, MostPicture);

    /// <summary>Title, author and dates from the core properties.</summary>
    public void Describe(Reading reading)
    {
        var core = Load(Relations("").Values.FirstOrDefault(r => r.Type.EndsWith("/core-properties", StringComparison.Ordinal))?.Target);
        foreach (var (element, key) in ((string, string)[])[("title", "title"), ("creator", "author"), ("subject", "subject"), ("keywords", "keywords"), ("description", "description"), ("created", "created"), ("modified", "modified"), ("lastModifiedBy", "modifiedBy")])
            reading.Describe(key, core.Child(element)?.Value);
    }
}
