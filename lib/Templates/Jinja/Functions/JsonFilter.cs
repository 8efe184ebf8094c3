using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

/// <summary><c>tojson</c> as the transformers library redefines it: <c>json.dumps</c> without HTML escapes.</summary>
internal static class JsonFilter
{
    public static object? ToJson(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "tojson", 4, "ensure_ascii", "indent", "separators", "sort_keys");
        var indent = arguments.Get(1, "indent") switch
        {
            null => null,
            string text => text,
            var other => Truth.IsNumber(other) ? new string(' ', Math.Clamp(arguments.Whole(run, "tojson", 1, "indent"), 0, 100)) : throw run.Fail("tojson: 'indent' must be a number or a string"),
        };
        var (items, keys) = indent is null ? (", ", ": ") : (",", ": ");
        if (arguments.Get(2, "separators") is Items { Count: 2 } pair) (items, keys) = (PythonText.Str(run, pair.Values[0]), PythonText.Str(run, pair.Values[1]));
        return new JsonText(run, arguments.Flag(0, "ensure_ascii"), indent, items, keys, arguments.Flag(3, "sort_keys")).Write(value);
    }
}
