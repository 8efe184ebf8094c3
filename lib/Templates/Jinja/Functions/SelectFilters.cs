using System.Globalization;
using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

/// <summary>Filters over an attribute, or by a test or filter that is named as a string.</summary>
internal static class SelectFilters
{
    public static object? Attr(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "attr", 1, "name");
        var name = arguments.Text(run, "attr", 0, "name");
        // Unlike the dot, this filter never looks into entries.
        return value is Mapping or Items ? Undefined.Field(value, name) : Access.Attribute(run, value, name);
    }

    public static object? Map(Run run, object? value, Arguments arguments)
    {
        var values = Iteration.Over(run, value);
        run.Built(values.Count);
        if (arguments.Positional.Count == 0 && arguments.Named.TryGetValue("attribute", out var attribute))
        {
            var hasDefault = arguments.Named.TryGetValue("default", out var fallback);
            return new Items([.. values.Select(item => Path(run, item, attribute) is var found && found is Undefined && hasDefault ? fallback : found)]);
        }
        var name = arguments.Text(run, "map", 0, "filter");
        var filter = Filters.Find(name) ?? throw run.Fail($"there is no filter '{name}'");
        var rest = arguments.Skip(1);
        return new Items([.. values.Select(item => filter(run, item, rest))]);
    }

    public static object? Select(Run run, object? value, Arguments arguments) => Pick(run, value, arguments, "select", byAttribute: false, keep: true);

    public static object? Reject(Run run, object? value, Arguments arguments) => Pick(run, value, arguments, "reject", byAttribute: false, keep: false);

    public static object? SelectAttr(Run run, object? value, Arguments arguments) => Pick(run, value, arguments, "selectattr", byAttribute: true, keep: true);

    public static object? RejectAttr(Run run, object? value, Arguments arguments) => Pick(run, value, arguments, "rejectattr", byAttribute: true, keep: false);

    /// <summary>An attribute as filters name it: <c>"a.b.0"</c> or an index.</summary>
    public static object? Path(Run run, object? item, object? attribute)
    {
        if (attribute is not string path) return Access.Item(run, item, attribute);
        foreach (var part in path.Split('.'))
        {
            object key = long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : part;
            item = Access.Item(run, item, key);
        }
        return item;
    }

    private static Items Pick(Run run, object? value, Arguments arguments, string filter, bool byAttribute, bool keep)
    {
        var attribute = byAttribute ? arguments.Require(run, filter, 0, "attribute") : null;
        var rest = byAttribute ? arguments.Skip(1) : arguments;
        Test? test = null;
        if (rest.Positional.Count > 0)
        {
            var name = rest.Text(run, filter, 0, "test");
            test = Tests.Find(name) ?? throw run.Fail($"there is no test '{name}'");
            rest = rest.Skip(1);
        }
        var values = Iteration.Over(run, value);
        run.Built(values.Count);
        return new Items([.. values.Where(item =>
        {
            var subject = byAttribute ? Path(run, item, attribute) : item;
            return (test?.Invoke(run, subject, rest) ?? Truth.Of(subject)) == keep;
        })]);
    }
}
