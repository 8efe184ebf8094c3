using System.Runtime.CompilerServices;
using System.Text;

namespace Onebox.Templates.Jinja.Running;

/// <summary>One rendering: its names, its output, its budget, and the line it is at. Never shared between threads.</summary>
internal sealed class Run(JinjaLimits limits, TimeProvider clock)
{
    private long _steps;
    private int _depth;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Line of the statement or call under way, for error messages.</summary>
    public int Line { get; set; }

    public StringBuilder Output { get; private set; } = new();

    public Scope Scope { get; private set; } = new(null);

    /// <summary>Where <c>{% generation %}</c> blocks begin and end in the output.</summary>
    public List<(int Start, int End)> Generated { get; } = [];

    private int _captures;

    public TemplateException Fail(string reason) => new(TemplateFault.Evaluation, reason, Line);

    public void Step()
    {
        if (++_steps > limits.Steps) throw Limit($"more than {limits.Steps} steps");
    }

    /// <summary>Charges for building or scanning a value of this many characters or items.</summary>
    public void Built(long length)
    {
        if (length > limits.OutputCharacters) throw Limit($"more than {limits.OutputCharacters} characters or items in one value");
        // A negative width asks for nothing; it must not give steps back.
        _steps += 1 + (Math.Max(0, length) >> 6);
        if (_steps > limits.Steps) throw Limit($"more than {limits.Steps} steps");
    }

    public void Write(string text)
    {
        if ((long)Output.Length + text.Length > limits.OutputCharacters) throw Limit($"more than {limits.OutputCharacters} characters of output");
        Output.Append(text);
    }

    public void Enter()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > limits.Depth) throw Limit($"more than {limits.Depth} levels of nesting");
    }

    public void Leave() => _depth--;

    /// <summary>Runs the body with its output taken aside.</summary>
    public string Capture(Action body)
    {
        var outer = Output;
        Output = new StringBuilder();
        _captures++;
        try
        {
            body();
            return Output.ToString();
        }
        finally
        {
            Output = outer;
            _captures--;
        }
    }

    public void Within(Scope scope, Action body)
    {
        var outer = Scope;
        Scope = scope;
        Enter();
        try
        {
            body();
        }
        finally
        {
            Leave();
            Scope = outer;
        }
    }

    /// <summary>Marks what the body writes as the assistant's own words.</summary>
    public void Generate(Action body)
    {
        var start = Output.Length;
        body();
        // Inside a macro or a captured block the place in the final text is not known yet.
        if (_captures == 0) Generated.Add((start, Output.Length));
    }

    private TemplateException Limit(string reason) => new(TemplateFault.Limit, reason, Line);
}

/// <summary>Names of one block; a loop, macro or <c>with</c> has its own, an <c>if</c> has not.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, object?> _names = new(StringComparer.Ordinal);

    public bool TryGet(string name, out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._names.TryGetValue(name, out value)) return true;
        }
        value = null;
        return false;
    }

    public void Set(string name, object? value) => _names[name] = value;

    private Scope? Outer { get; } = outer;
}
