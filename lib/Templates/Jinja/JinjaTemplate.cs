using System.Text.Json;
using Onebox.Templates.Jinja.Functions;
using Onebox.Templates.Jinja.Parsing;
using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Syntax;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja;

/// <summary>
/// A compiled Jinja template in the dialect of Hugging Face chat templates: an immutable sandbox with trim_blocks,
/// lstrip_blocks, loop controls and <c>{% generation %}</c>. Compile once; render from any number of threads.
/// </summary>
public sealed class JinjaTemplate
{
    private readonly Block _body;
    private readonly JinjaLimits _limits;

    private JinjaTemplate(string source, Block body, JinjaLimits limits)
    {
        Source = source;
        _body = body;
        _limits = limits;
    }

    public string Source { get; }

    /// <exception cref="TemplateException">Not well-formed, uses something unknown, or is too large.</exception>
    public static JinjaTemplate Compile(string source, JinjaLimits? limits = null)
    {
        limits ??= JinjaLimits.Default;
        if (source.Length > limits.TemplateCharacters)
            throw new TemplateException(TemplateFault.Limit, $"the template has {source.Length} characters; at most {limits.TemplateCharacters} are allowed", 0);
        try
        {
            return new JinjaTemplate(source, StatementParser.Parse(Lexer.Tokenize(source), limits), limits);
        }
        catch (InsufficientExecutionStackException)
        {
            throw new TemplateException(TemplateFault.Limit, "the template is nested too deeply", 0);
        }
    }

    /// <summary>Renders with these names; JSON becomes the values that Python's <c>json.loads</c> gives.</summary>
    /// <exception cref="TemplateException">The template does not fit the values, refuses them, or exceeds a limit.</exception>
    public string Render(IReadOnlyDictionary<string, JsonElement> variables, TimeProvider clock) =>
        RenderMarked(variables, clock).Text;

    /// <summary>The text, and the places in it that <c>{% generation %}</c> blocks wrote.</summary>
    internal (string Text, IReadOnlyList<(int Start, int End)> Generated) RenderMarked(IReadOnlyDictionary<string, JsonElement> variables, TimeProvider clock)
    {
        var run = new Run(_limits, clock);
        try
        {
            foreach (var function in Globals.All) run.Scope.Set(function.Name, function);
            var names = new Scope(run.Scope);
            foreach (var (name, value) in variables) names.Set(name, JsonValue.From(value));
            run.Within(names, () => _body.Execute(run));
            return (run.Output.ToString(), run.Generated);
        }
        catch (InsufficientExecutionStackException)
        {
            throw new TemplateException(TemplateFault.Limit, "values or calls are nested too deeply", run.Line);
        }
    }
}
