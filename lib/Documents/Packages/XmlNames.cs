using System.Globalization;
using System.Xml.Linq;

namespace Onebox.Documents.Packages;

/// <summary>Elements and attributes by their local names: Office's strict and transitional files differ in namespaces only.</summary>
internal static class XmlNames
{
    public static bool Is(this XElement element, string name) => element.Name.LocalName == name;

    public static XElement? Child(this XElement? element, string name) => element?.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    public static IEnumerable<XElement> Children(this XElement? element, string name) => element?.Elements().Where(e => e.Name.LocalName == name) ?? [];

    public static IEnumerable<XElement> All(this XElement? element, string name) => element?.Descendants().Where(e => e.Name.LocalName == name) ?? [];

    public static string? Value(this XElement? element, string attribute) => element?.Attributes().FirstOrDefault(a => a.Name.LocalName == attribute)?.Value;

    /// <returns>The attribute <c>val</c> of a child, as Word writes most properties.</returns>
    public static string? ChildValue(this XElement? element, string name) => element.Child(name).Value("val");

    public static int? Number(this XElement? element, string attribute) =>
        int.TryParse(element.Value(attribute), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static double? Real(this XElement? element, string attribute) =>
        double.TryParse(element.Value(attribute), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A switch of Word: there without a value means on.</summary>
    public static bool IsOn(this XElement? element, string name) => element.Child(name) is { } found && found.Value("val") is not ("0" or "false" or "off" or "none");

    /// <summary>Of the alternatives for newer and older programs, the first that says something.</summary>
    public static XElement? Alternative(this XElement alternatives) =>
        alternatives.Children("Choice").FirstOrDefault(c => c.HasElements) ?? alternatives.Child("Fallback");
}
