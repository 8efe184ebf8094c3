using System.Globalization;
using System.Text;
using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

/// <summary><c>"{} {0} {name}".format(…)</c>, without format specifications or attribute paths.</summary>
internal static class BraceFormat
{
    public static object? Apply(Run run, string text, Arguments arguments)
    {
        var output = new StringBuilder();
        var next = 0;
        var numbered = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
            {
                output.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var close = text.IndexOf('}', i);
                if (close < 0) throw run.Fail("format: a '{' is not closed");
                output.Append(PythonText.Str(run, Field(run, text[(i + 1)..close], arguments, ref next, ref numbered)));
                i = close;
            }
            else if (c == '}') throw run.Fail("format: a '}' is alone");
            else output.Append(c);
            run.Built(output.Length);
        }
        return output.ToString();
    }

    private static object? Field(Run run, string field, Arguments arguments, ref int next, ref bool numbered)
    {
        if (field.AsSpan().ContainsAny(":!.["))
            throw new TemplateException(TemplateFault.Unsupported, $"the format field '{{{field}}}' is not supported: use a plain name or number", run.Line);
        if (field.Length == 0 || int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            if (field.Length > 0) numbered = true;
            if (numbered && (field.Length == 0 || next > 0)) throw run.Fail("format: fields are either all numbered or all unnumbered");
            var index = field.Length == 0 ? next++ : int.Parse(field, CultureInfo.InvariantCulture);
            return index < arguments.Positional.Count ? arguments.Positional[index] : throw run.Fail($"format: there is no argument {index}");
        }
        return arguments.Named.TryGetValue(field, out var value) ? value : throw run.Fail($"format: there is no argument '{field}'");
    }
}
