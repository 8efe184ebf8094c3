using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary>What Python's <c>iter()</c> and <c>len()</c> give. Strings count in code points, not UTF-16 units.</summary>
internal static class Iteration
{
    public static IReadOnlyList<object?> Over(Run run, object? value)
    {
        switch (value)
        {
            case Items items: return items.Values;
            case Mapping mapping: return [.. mapping.Keys];
            case Undefined: return [];
            case string text:
                run.Built(text.Length);
                return [.. Characters(text)];
            default: throw run.Fail($"{PythonText.TypeName(value)} cannot be iterated over");
        }
    }

    public static long Length(Run run, object? value) => value switch
    {
        string text => HasSurrogates(text) ? Characters(text).LongCount() : text.Length,
        Items items => items.Count,
        Mapping mapping => mapping.Count,
        Undefined => 0,
        _ => throw run.Fail($"{PythonText.TypeName(value)} has no length"),
    };

    public static bool HasSurrogates(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');

    public static IEnumerable<string> Characters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            yield return pair ? text.Substring(i++, 2) : text[i].ToString();
        }
    }
}
