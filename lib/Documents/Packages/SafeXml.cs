using System.Xml;
using System.Xml.Linq;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Packages;

/// <summary>XML of strangers: no document types, no entities, no addresses; depth and time are checked at every element.</summary>
internal static class SafeXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
        CloseInput = true,
    };

    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, Settings);

    /// <returns>The whole part as a tree; null if there is no stream.</returns>
    public static XElement? Load(Stream? stream, Budget budget)
    {
        if (stream is null) return null;
        using var reader = Open(stream);
        return reader.MoveToContent() == XmlNodeType.Element ? Read(reader, budget) : null;
    }

    /// <summary>Reads the element that the reader stands on, and leaves the reader behind it.</summary>
    public static XElement Read(XmlReader reader, Budget budget)
    {
        XElement? root = null;
        XElement? open = null;
        var depth = 0;
        do
        {
            budget.Tick();
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
                    var empty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute())
                        if (reader.Prefix != "xmlns" && reader.Name != "xmlns") element.SetAttributeValue(XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value);
                    root ??= element;
                    open?.Add(element);
                    if (empty) break;
                    open = element;
                    budget.CheckDepth(++depth);
                    break;
                case XmlNodeType.EndElement:
                    depth--;
                    open = open?.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    open?.Add(new XText(reader.Value));
                    break;
            }
        }
        while (reader.Read() && depth > 0);
        return root ?? throw new XmlException("There is no element.");
    }
}
