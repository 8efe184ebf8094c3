using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary>Python's <c>json.dumps</c>, character for character: its separators, its floats, its escapes.</summary>
internal sealed class JsonText(Run run, bool ensureAscii, string? indent, string itemSeparator, string keySeparator, bool sortKeys)
{
    private readonly StringBuilder _output = new();

    /// <summary>As chat templates get it by default: <c>ensure_ascii=False</c>, separators ", " and ": ".</summary>
    public static string Compact(Run run, object? value) => new JsonText(run, false, null, ", ", ": ", false).Write(value);

    public string Write(object? value)
    {
        Value(value, 0);
        return _output.ToString();
    }

    private void Value(object? value, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        run.Built(_output.Length);
        switch (value)
        {
            case null: _output.Append("null"); break;
            case bool flag: _output.Append(flag ? "true" : "false"); break;
            case long or BigInteger: _output.Append(PythonText.Str(run, value)); break;
            case double number: _output.Append(Float(number)); break;
            case string text: Quote(text); break;
            case Items items: Sequence('[', ']', items.Values, depth, (item, inner) => Value(item, inner)); break;
            case Mapping mapping: Sequence('{', '}', Entries(mapping), depth, Entry); break;
            case Undefined missing: throw run.Fail($"{missing.Reason}, so it cannot be written as JSON");
            default: throw run.Fail($"{PythonText.TypeName(value)} cannot be written as JSON");
        }
    }

    private void Sequence<T>(char open, char close, IReadOnlyCollection<T> values, int depth, Action<T, int> write)
    {
        _output.Append(open);
        var first = true;
        foreach (var value in values)
        {
            if (!first) _output.Append(itemSeparator);
            first = false;
            NewLine(depth + 1);
            write(value, depth + 1);
        }
        if (values.Count > 0) NewLine(depth);
        _output.Append(close);
    }

    private void Entry(KeyValuePair<object?, object?> entry, int depth)
    {
        Quote(entry.Key switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            null => "null",
            double number => Float(number),
            var other => PythonText.Str(run, other),
        });
        _output.Append(keySeparator);
        Value(entry.Value, depth);
    }

    private IReadOnlyCollection<KeyValuePair<object?, object?>> Entries(Mapping mapping) =>
        sortKeys ? [.. mapping.Entries.Order(Comparer<KeyValuePair<object?, object?>>.Create((a, b) => Equality.Order(run, a.Key, b.Key)))] : [.. mapping.Entries];

    private void NewLine(int depth)
    {
        if (indent is null) return;
        run.Built(_output.Length + ((long)indent.Length * depth));
        _output.Append('\n');
        for (var i = 0; i < depth; i++) _output.Append(indent);
    }

    private static string Float(double number) =>
        double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? (number > 0 ? "Infinity" : "-Infinity") : PythonText.Float(number);

    private void Quote(string text)
    {
        _output.Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"': _output.Append("\\\""); break;
                case '\\': _output.Append("\\\\"); break;
                case '\n': _output.Append("\\n"); break;
                case '\r': _output.Append("\\r"); break;
                case '\t': _output.Append("\\t"); break;
                case '\b': _output.Append("\\b"); break;
                case '\f': _output.Append("\\f"); break;
                default:
                    if (c < 0x20 || (ensureAscii && c > 0x7e)) _output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    else _output.Append(c);
                    break;
            }
        }
        _output.Append('"');
    }
}
