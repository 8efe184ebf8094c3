using System.Text;
using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

internal static class TextFilters
{
    /// <summary>A filter that is the string method of the same name, on any value as text.</summary>
    public static Filter Method(string name) => (run, value, arguments) =>
    {
        arguments.Expect(run, name, 0);
        return StringMethods.Find(PythonText.Str(run, value), name)!.Call(run, Arguments.None);
    };

    public static object? String(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "string", 0);
        return PythonText.Str(run, value);
    }

    public static object? Trim(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "trim", 1, "chars");
        return StringMethods.Strip(PythonText.Str(run, value), arguments.Get(0, "chars") as string, front: true, back: true);
    }

    public static object? Replace(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "replace", 3, "old", "new", "count");
        var count = arguments.Get(2, "count") is null ? -1 : arguments.Whole(run, "replace", 2, "count");
        return StringMethods.Replace(run, PythonText.Str(run, value), PythonText.Str(run, arguments.Require(run, "replace", 0, "old")), PythonText.Str(run, arguments.Require(run, "replace", 1, "new")), count);
    }

    /// <summary>Unlike <c>str.title</c>, only after a blank, a hyphen or an opening bracket.</summary>
    public static object? Title(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "title", 0);
        var text = new StringBuilder(PythonText.Str(run, value).ToLowerInvariant());
        for (var i = 0; i < text.Length; i++)
        {
            if (i == 0 || text[i - 1] is '-' or '(' or '{' or '[' or '<' || char.IsWhiteSpace(text[i - 1])) text[i] = char.ToUpperInvariant(text[i]);
        }
        return text.ToString();
    }

    public static object? Indent(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "indent", 3, "width", "first", "blank");
        var width = arguments.Get(0, "width", 4L);
        var padding = width as string ?? new string(' ', Math.Clamp(arguments.Whole(run, "indent", 0, "width", 4), 0, 1000));
        var lines = PythonText.Str(run, value).Split('\n');
        run.Built((long)lines.Length * padding.Length);
        var text = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) text.Append('\n');
            if (i > 0 ? arguments.Flag(2, "blank") || lines[i].Length > 0 : arguments.Flag(1, "first")) text.Append(padding);
            text.Append(lines[i]);
        }
        return text.ToString();
    }

    public static object? Center(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "center", 1, "width");
        return StringMethods.Center(run, PythonText.Str(run, value), arguments.Whole(run, "center", 0, "width", 80), ' ');
    }

    public static object? Escape(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "escape", 0);
        return PythonText.Str(run, value).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal);
    }

    public static object? Format(Run run, object? value, Arguments arguments)
    {
        var named = new Mapping();
        foreach (var (name, argument) in arguments.Named) named.Set(name, argument);
        return PercentFormat.Apply(run, PythonText.Str(run, value), arguments.Named.Count > 0 ? named : new Items(arguments.Positional, isTuple: true));
    }

    public static object? Truncate(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "truncate", 4, "length", "killwords", "end", "leeway");
        var text = PythonText.Str(run, value);
        var end = arguments.Text(run, "truncate", 2, "end", "...");
        var length = arguments.Whole(run, "truncate", 0, "length", 255);
        if (length < end.Length) throw run.Fail($"truncate needs a length of at least {end.Length}");
        if (text.Length <= (long)length + arguments.Whole(run, "truncate", 3, "leeway", 5)) return text;
        var kept = text[..(length - end.Length)];
        if (arguments.Flag(1, "killwords")) return kept + end;
        var space = kept.LastIndexOf(' ');
        return (space < 0 ? kept : kept[..space]) + end;
    }

    public static object? UrlEncode(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "urlencode", 0);
        if (value is not string text) throw run.Fail("urlencode works on strings here");
        run.Built(text.Length * 3L);
        return Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal);
    }

    public static object? WordCount(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "wordcount", 0);
        return (long)PythonText.Str(run, value).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
    }
}
