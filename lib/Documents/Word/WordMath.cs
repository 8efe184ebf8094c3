using System.Xml.Linq;
using Onebox.Documents.Packages;

namespace Onebox.Documents.Word;

/// <summary>A formula in one line, as people type it: <c>(a+b)/2</c>, <c>x^2</c>, <c>√(y)</c> (ECMA-376 part 1, 22.1).</summary>
internal static class WordMath
{
    private const int Deepest = 64;

    public static bool Is(XElement element) => element.Is("oMath") && element.Name.NamespaceName.EndsWith("/math", StringComparison.Ordinal);

    public static string Read(XElement? element, int depth = 0)
    {
        if (element is null || depth > Deepest) return "";
        string Part(string name) => Read(element.Child(name), depth + 1);
        string Grouped(string name) => Group(Part(name));
        return element.Name.LocalName switch
        {
            "t" => element.Value,
            "f" => $"{Grouped("num")}/{Grouped("den")}",
            "sSup" => $"{Grouped("e")}^{Grouped("sup")}",
            "sSub" => $"{Grouped("e")}_{Grouped("sub")}",
            "sSubSup" => $"{Grouped("e")}_{Grouped("sub")}^{Grouped("sup")}",
            "rad" => Part("deg") is { Length: > 0 } degree ? $"root_{Group(degree)}({Part("e")})" : $"√({Part("e")})",
            "nary" => $"{element.Child("naryPr").ChildValue("chr") ?? "∫"}{Limit("_", Part("sub"))}{Limit("^", Part("sup"))} {Part("e")}",
            "d" => Fenced(element, depth),
            "m" => $"[{string.Join("; ", element.Children("mr").Select(r => string.Join(", ", r.Children("e").Select(e => Read(e, depth + 1)))))}]",
            "eqArr" => string.Join("; ", element.Children("e").Select(e => Read(e, depth + 1))),
            var name when name.EndsWith("Pr", StringComparison.Ordinal) => "",
            _ => string.Concat(element.Elements().Select(e => Read(e, depth + 1))),
        };
    }

    private static string Fenced(XElement element, int depth)
    {
        var fence = element.Child("dPr");
        return (fence.ChildValue("begChr") ?? "(") + string.Join(fence.ChildValue("sepChr") ?? "|", element.Children("e").Select(e => Read(e, depth + 1))) + (fence.ChildValue("endChr") ?? ")");
    }

    private static string Limit(string mark, string limit) => limit.Length == 0 ? "" : mark + Group(limit);

    private static string Group(string part) => part.Length <= 1 || part.All(char.IsLetterOrDigit) ? part : $"({part})";
}
