using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

internal delegate object? Filter(Run run, object? value, Arguments arguments);

/// <summary>Every filter by name. What is not listed here is refused when the template is compiled.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, Filter> Table = new(StringComparer.Ordinal)
    {
        ["abs"] = NumberFilters.Abs,
        ["float"] = NumberFilters.Float,
        ["int"] = NumberFilters.Int,
        ["round"] = NumberFilters.Round,
        ["sum"] = NumberFilters.Sum,

        ["capitalize"] = TextFilters.Method("capitalize"),
        ["center"] = TextFilters.Center,
        ["e"] = TextFilters.Escape,
        ["escape"] = TextFilters.Escape,
        ["format"] = TextFilters.Format,
        ["indent"] = TextFilters.Indent,
        ["lower"] = TextFilters.Method("lower"),
        ["replace"] = TextFilters.Replace,
        ["safe"] = TextFilters.String,
        ["string"] = TextFilters.String,
        ["title"] = TextFilters.Title,
        ["trim"] = TextFilters.Trim,
        ["truncate"] = TextFilters.Truncate,
        ["upper"] = TextFilters.Method("upper"),
        ["urlencode"] = TextFilters.UrlEncode,
        ["wordcount"] = TextFilters.WordCount,

        ["batch"] = SequenceFilters.Batch,
        ["count"] = SequenceFilters.Length,
        ["d"] = SequenceFilters.Default,
        ["default"] = SequenceFilters.Default,
        ["dictsort"] = OrderFilters.DictSort,
        ["first"] = SequenceFilters.First,
        ["groupby"] = OrderFilters.GroupBy,
        ["items"] = SequenceFilters.ItemsOf,
        ["join"] = SequenceFilters.Join,
        ["last"] = SequenceFilters.Last,
        ["length"] = SequenceFilters.Length,
        ["list"] = SequenceFilters.List,
        ["max"] = OrderFilters.Max,
        ["min"] = OrderFilters.Min,
        ["reverse"] = SequenceFilters.Reverse,
        ["slice"] = SequenceFilters.Slices,
        ["sort"] = OrderFilters.Sort,
        ["tojson"] = JsonFilter.ToJson,
        ["unique"] = OrderFilters.Unique,

        ["attr"] = SelectFilters.Attr,
        ["map"] = SelectFilters.Map,
        ["reject"] = SelectFilters.Reject,
        ["rejectattr"] = SelectFilters.RejectAttr,
        ["select"] = SelectFilters.Select,
        ["selectattr"] = SelectFilters.SelectAttr,
    };

    public static Filter? Find(string name) => Table.GetValueOrDefault(name);
}
