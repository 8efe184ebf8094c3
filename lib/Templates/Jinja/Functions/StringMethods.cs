using System.Text;
using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

/// <summary>Methods of Python's <c>str</c>.</summary>
internal static class StringMethods
{
    private delegate object? Method(Run run, string text, Arguments arguments);

    private static readonly Dictionary<string, Method> Table = new(StringComparer.Ordinal)
    {
        ["strip"] = (run, text, arguments) => Strip(text, Optional(run, arguments, "strip"), front: true, back: true),
        ["lstrip"] = (run, text, arguments) => Strip(text, Optional(run, arguments, "lstrip"), front: true, back: false),
        ["rstrip"] = (run, text, arguments) => Strip(text, Optional(run, arguments, "rstrip"), front: false, back: true),
        ["removeprefix"] = (run, text, arguments) => arguments.Text(run, "removeprefix", 0, "prefix") is var prefix && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text,
        ["removesuffix"] = (run, text, arguments) => arguments.Text(run, "removesuffix", 0, "suffix") is var suffix && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text,
        ["startswith"] = (run, text, arguments) => Any(run, "startswith", arguments, affix => text.StartsWith(affix, StringComparison.Ordinal)),
        ["endswith"] = (run, text, arguments) => Any(run, "endswith", arguments, affix => text.EndsWith(affix, StringComparison.Ordinal)),
        ["split"] = (run, text, arguments) => Splitting.Split(run, text, arguments, fromRight: false),
        ["rsplit"] = (run, text, arguments) => Splitting.Split(run, text, arguments, fromRight: true),
        ["splitlines"] = (run, text, arguments) => Splitting.Lines(run, text, arguments),
        ["partition"] = (run, text, arguments) => Splitting.Partition(run, text, arguments, fromRight: false),
        ["rpartition"] = (run, text, arguments) => Splitting.Partition(run, text, arguments, fromRight: true),
        ["replace"] = (run, text, arguments) => Replace(run, text, arguments.Text(run, "replace", 0, "old"), arguments.Text(run, "replace", 1, "new"), arguments.Whole(run, "replace", 2, "count", -1)),
        ["join"] = (run, text, arguments) => Join(run, text, arguments),
        ["find"] = (run, text, arguments) => Find(run, text, arguments, "find", last: false),
        ["rfind"] = (run, text, arguments) => Find(run, text, arguments, "rfind", last: true),
        ["index"] = (run, text, arguments) => Find(run, text, arguments, "index", last: false) is >= 0 and var at ? at : throw run.Fail("index: the text is not there"),
        ["count"] = (run, text, arguments) => Count(run, text, arguments.Text(run, "count", 0, "sub")),
        ["upper"] = (_, text, _) => text.ToUpperInvariant(),
        ["lower"] = (_, text, _) => text.ToLowerInvariant(),
        ["casefold"] = (_, text, _) => text.ToLowerInvariant(),
        ["capitalize"] = (_, text, _) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant(),
        ["title"] = (_, text, _) => Title(text),
        ["swapcase"] = (_, text, _) => string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))),
        ["isdigit"] = (_, text, _) => All(text, char.IsDigit),
        ["isdecimal"] = (_, text, _) => All(text, char.IsDigit),
        ["isnumeric"] = (_, text, _) => All(text, char.IsNumber),
        ["isalpha"] = (_, text, _) => All(text, char.IsLetter),
        ["isalnum"] = (_, text, _) => All(text, char.IsLetterOrDigit),
        ["isspace"] = (_, text, _) => All(text, char.IsWhiteSpace),
        ["isupper"] = (_, text, _) => text.Any(char.IsUpper) && !text.Any(char.IsLower),
        ["islower"] = (_, text, _) => text.Any(char.IsLower) && !text.Any(char.IsUpper),
        ["zfill"] = (run, text, arguments) => ZeroFill(run, text, arguments.Whole(run, "zfill", 0, "width")),
        ["ljust"] = (run, text, arguments) => text.PadRight(Width(run, text, arguments, "ljust"), Fill(run, arguments, "ljust")),
        ["rjust"] = (run, text, arguments) => text.PadLeft(Width(run, text, arguments, "rjust"), Fill(run, arguments, "rjust")),
        ["center"] = (run, text, arguments) => Center(run, text, arguments.Whole(run, "center", 0, "width"), Fill(run, arguments, "center")),
        ["format"] = BraceFormat.Apply,
    };

    public static Callable? Find(string text, string name) => Table.TryGetValue(name, out var method)
        ? new Callable(name, (run, arguments) =>
        {
            run.Built(text.Length);
            return method(run, text, arguments);
        })
        : null;

    public static string Strip(string text, string? characters, bool front, bool back)
    {
        if (characters is null) return front && back ? text.Trim() : front ? text.TrimStart() : text.TrimEnd();
        if (characters.Length == 0) return text;
        var set = characters.ToCharArray();
        return front && back ? text.Trim(set) : front ? text.TrimStart(set) : text.TrimEnd(set);
    }

    public static string Replace(Run run, string text, string old, string with, int count)
    {
        var result = new StringBuilder();
        var at = 0;
        for (var done = 0; count < 0 || done < count; done++)
        {
            var next = old.Length == 0 ? (done <= text.Length ? done : -1) : text.IndexOf(old, at, StringComparison.Ordinal);
            if (next < 0) break;
            result.Append(text, at, next - at).Append(with);
            at = next + old.Length;
            run.Built(result.Length);
        }
        return result.Append(text, at, text.Length - at).ToString();
    }

    public static string Center(Run run, string text, int width, char fill)
    {
        run.Built(width);
        var missing = Math.Max(0, width - text.Length);
        // Python puts the odd blank on the left when the width is odd.
        var left = (missing / 2) + (missing & width & 1);
        return new string(fill, left) + text + new string(fill, missing - left);
    }

    private static string? Optional(Run run, Arguments arguments, string name)
    {
        arguments.Expect(run, name, 1, "chars");
        return arguments.Get(0, "chars") is null ? null : arguments.Text(run, name, 0, "chars");
    }

    private static bool Any(Run run, string name, Arguments arguments, Func<string, bool> holds)
    {
        arguments.Expect(run, name, 1);
        return arguments.Require(run, name, 0, "prefix") switch
        {
            string affix => holds(affix),
            Items { IsTuple: true } tuple => tuple.Values.Any(affix => holds(affix as string ?? throw run.Fail($"{name} needs strings"))),
            var other => throw run.Fail($"{name} needs a string or a tuple of strings, not {PythonText.TypeName(other)}"),
        };
    }

    private static string Join(Run run, string separator, Arguments arguments)
    {
        var result = new StringBuilder();
        var values = Iteration.Over(run, arguments.Require(run, "join", 0, "iterable"));
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0) result.Append(separator);
            result.Append(values[i] as string ?? throw run.Fail($"join needs strings, not {PythonText.TypeName(values[i])}"));
            run.Built(result.Length);
        }
        return result.ToString();
    }

    private static long Find(Run run, string text, Arguments arguments, string name, bool last)
    {
        arguments.Expect(run, name, 2, "sub", "start");
        var sub = arguments.Text(run, name, 0, "sub");
        var start = arguments.Whole(run, name, 1, "start", 0);
        if (start < 0) start = Math.Max(0, start + text.Length);
        if (start > text.Length) return -1;
        var at = last ? text.LastIndexOf(sub, StringComparison.Ordinal) : text.IndexOf(sub, start, StringComparison.Ordinal);
        if (at < start) return -1;
        return Iteration.HasSurrogates(text) ? Iteration.Length(run, text[..at]) : at;
    }

    private static long Count(Run run, string text, string sub)
    {
        if (sub.Length == 0) return Iteration.Length(run, text) + 1;
        var count = 0L;
        for (var at = text.IndexOf(sub, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sub, at + sub.Length, StringComparison.Ordinal)) count++;
        return count;
    }

    private static string Title(string text)
    {
        var result = new StringBuilder(text);
        for (var i = 0; i < result.Length; i++)
            result[i] = i > 0 && char.IsLetter(text[i - 1]) ? char.ToLowerInvariant(text[i]) : char.ToUpperInvariant(text[i]);
        return result.ToString();
    }

    private static string ZeroFill(Run run, string text, int width)
    {
        run.Built(width);
        var sign = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        return width <= text.Length ? text : text[..sign] + text[sign..].PadLeft(width - sign, '0');
    }

    private static int Width(Run run, string text, Arguments arguments, string name)
    {
        var width = Math.Max(text.Length, arguments.Whole(run, name, 0, "width"));
        run.Built(width);
        return width;
    }

    private static char Fill(Run run, Arguments arguments, string name) =>
        arguments.Text(run, name, 1, "fillchar", " ") is { Length: 1 } fill ? fill[0] : throw run.Fail($"{name} fills with one character");

    private static bool All(string text, Func<char, bool> holds) => text.Length > 0 && text.All(holds);
}
