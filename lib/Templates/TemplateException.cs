namespace Onebox.Templates;

/// <summary>Whose fault a failed template is, and what can be done about it.</summary>
public enum TemplateFault
{
    /// <summary>The text is not well-formed Jinja.</summary>
    Syntax,

    /// <summary>Well-formed, but uses something this renderer does not know.</summary>
    Unsupported,

    /// <summary>The template and the conversation do not fit (a missing field, a wrong type).</summary>
    Evaluation,

    /// <summary>A bound on size, steps or depth was reached.</summary>
    Limit,

    /// <summary>The messages, tools or documents are not of the shape that was promised: the caller's fault.</summary>
    Input,

    /// <summary>The template itself refused the conversation by <c>raise_exception</c>: the caller's fault.</summary>
    Raised,
}

/// <summary>The only exception that compiling or rendering a template throws.</summary>
public sealed class TemplateException(TemplateFault fault, string reason, int line)
    : Exception(line > 0 ? $"chat template, line {line}: {reason}" : $"chat template: {reason}")
{
    public TemplateFault Fault { get; } = fault;

    /// <summary>What happened, without the place.</summary>
    public string Reason { get; } = reason;

    /// <summary>Line in the template's source, from 1; 0 when no single line is to blame.</summary>
    public int Line { get; } = line;
}
