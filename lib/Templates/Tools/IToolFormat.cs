using Onebox.Templates.Constraints;

namespace Onebox.Templates.Tools;

/// <summary>How a family of models writes tool calls: what to look for, how to read it, which grammar forces it.</summary>
public interface IToolFormat
{
    string Name { get; }

    /// <summary>Texts that begin a call; a lazy grammar starts where one of them appears.</summary>
    IReadOnlyList<string> Triggers { get; }

    /// <summary>Calls may only stand where nothing but calls came before (bare JSON would be ambiguous elsewhere).</summary>
    bool OnlyAtStart { get; }

    /// <summary>Whether templates with this source teach this format.</summary>
    bool Fits(string templateSource);

    /// <summary>Reads the calls that <paramref name="text"/> begins with (it begins with a trigger).</summary>
    /// <param name="final">No more text will come.</param>
    CallReading Read(string text, bool final);

    /// <summary>Adds rules for one call of one of these tools, or several, and gives the name of their rule.</summary>
    internal string AddRules(GrammarBuilder grammar, IReadOnlyList<ToolRule> tools, bool several);
}

/// <summary>A tool as a grammar needs it: its name and the rule of its arguments.</summary>
internal readonly record struct ToolRule(string Name, string Arguments);

public enum CallReadingState
{
    /// <summary>What came so far may become a call.</summary>
    NeedsMore,

    /// <summary>It is ordinary text.</summary>
    NotACall,

    /// <summary>Calls were read.</summary>
    Read,
}

/// <summary>What came of reading; <paramref name="Length"/> characters were used when calls were read.</summary>
public readonly record struct CallReading(CallReadingState State, int Length, IReadOnlyList<(string? Id, string Name, string Arguments)> Calls)
{
    public static CallReading NeedsMore { get; } = new(CallReadingState.NeedsMore, 0, []);

    public static CallReading NotACall { get; } = new(CallReadingState.NotACall, 0, []);
}
