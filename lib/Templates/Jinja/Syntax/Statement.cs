using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Syntax;

/// <summary>How a statement ended: <c>break</c> and <c>continue</c> travel up to their loop.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}

internal abstract class Statement(int line)
{
    public int Line { get; } = line;

    public Flow Execute(Run run)
    {
        run.Step();
        run.Line = Line;
        return Act(run);
    }

    protected abstract Flow Act(Run run);
}

internal sealed class Block(IReadOnlyList<Statement> statements, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        run.Enter();
        var flow = Flow.Next;
        for (var i = 0; i < statements.Count && flow == Flow.Next; i++) flow = statements[i].Execute(run);
        run.Leave();
        return flow;
    }
}

internal sealed class TextOutput(string text, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        run.Write(text);
        return Flow.Next;
    }
}

internal sealed class Print(Expression expression, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        run.Write(PythonText.Str(run, expression.Evaluate(run)));
        return Flow.Next;
    }
}

internal sealed class If(IReadOnlyList<(Expression Test, Block Body)> branches, Block? otherwise, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        foreach (var (test, body) in branches)
        {
            if (Truth.Of(test.Evaluate(run))) return body.Execute(run);
        }
        return otherwise?.Execute(run) ?? Flow.Next;
    }
}

internal sealed class Jump(Flow flow, int line) : Statement(line)
{
    protected override Flow Act(Run run) => flow;
}
