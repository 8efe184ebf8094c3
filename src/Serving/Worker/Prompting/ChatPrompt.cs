using Onebox.Llama;
using Onebox.Serving.Worker.Requests;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Prompting;

/// <summary>A conversation as the engine reads it, and how to read the reply.</summary>
internal sealed record ChatPrompt
{
    public required int[] Tokens { get; init; }
    public Grammar? Grammar { get; init; }

    /// <summary>Strings that end the reply beside the client's own.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>How tool calls are written; null when none are looked for.</summary>
    public IToolFormat? Calls { get; init; }

    /// <summary>Reasoning is taken out of the content.</summary>
    public bool Split { get; init; }

    /// <summary>The prompt ends inside the model's reasoning.</summary>
    public bool Thinking { get; init; }

    /// <summary>Markers of calls and thoughts may be special tokens, which must then be in the text to be seen.</summary>
    public bool Parsed => Calls is not null || Split;

    /// <summary>The engine's request for one choice.</summary>
    public GenerationRequest ToRequest(GenerationFields settings, int choice, bool contextShift)
    {
        var request = settings.ToRequest(Tokens, choice, contextShift);
        return request with { Grammar = Grammar, Stops = [.. request.Stops, .. Stops], RenderSpecial = Parsed };
    }

    public ReplyParser? Parser() => Parsed ? new ReplyParser(Calls, Split, Thinking) : null;
}
