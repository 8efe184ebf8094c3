using System.Text;

namespace Onebox.Templates.Tools;

/// <summary>
/// Splits a reply, as it streams in, into reasoning, content and tool calls. How the text is cut into pieces never
/// changes the result. Text that may still become a marker or a call is held back; text that only looked like a call is
/// passed on as content, so nothing is lost. One instance per reply; not for several threads.
/// </summary>
/// <param name="format">null: tool calls are not looked for.</param>
/// <param name="splitReasoning">Takes <c>&lt;think&gt;…&lt;/think&gt;</c> at the start out of the content.</param>
/// <param name="thinking">The prompt already opened <c>&lt;think&gt;</c>.</param>
public sealed class ReplyParser(IToolFormat? format, bool splitReasoning, bool thinking = false)
{
    private const string ThinkOpening = "<think>";
    private const string ThinkClosing = "</think>";

    /// <summary>Longer than any sensible call; beyond it the text is content.</summary>
    private const int LongestCall = 1 << 20;

    private enum State
    {
        Start,
        Reasoning,
        Content,
        Call,
    }

    private readonly StringBuilder _held = new();
    private State _state = splitReasoning && thinking ? State.Reasoning : State.Start;
    private bool _mayThink = splitReasoning;
    private bool _anyReasoning;
    private int _calls;
    private int _retryAt;

    /// <summary>Takes the next piece of the reply; gives what can be told by now.</summary>
    public IReadOnlyList<ReplyDelta> Feed(string delta)
    {
        var output = new List<ReplyDelta>();
        _held.Append(delta);
        // Reading a growing call again for every token would cost its square: wait for a character that can end one.
        if (_state == State.Call && _held.Length < _retryAt && !delta.AsSpan().ContainsAny(">}];") && _held.Length > 64) return output;
        Advance(output, final: false);
        return output;
    }

    /// <summary>The reply is complete: gives what was held back.</summary>
    public IReadOnlyList<ReplyDelta> Finish()
    {
        var output = new List<ReplyDelta>();
        Advance(output, final: true);
        return output;
    }

    private void Advance(List<ReplyDelta> output, bool final)
    {
        while (Step(output, final))
        {
        }
    }

    private bool Step(List<ReplyDelta> output, bool final)
    {
        var text = _held.ToString();
        return _state switch
        {
            State.Start => Begin(text, output, final),
            State.Reasoning => Reason(text, output, final),
            State.Content => Speak(text, output, final),
            _ => Call(text, output, final),
        };
    }

    /// <summary>Blanks before the first word wait: they go if reasoning or a call follows, and stay if content does.</summary>
    private bool Begin(string text, List<ReplyDelta> output, bool final)
    {
        var at = JsonScan.SkipSpace(text, 0);
        if (at == text.Length)
        {
            if (final && _calls == 0 && !_anyReasoning) Emit(output, ReplyPart.Content, text);
            if (final) _held.Clear();
            return false;
        }
        var think = _mayThink ? JsonScan.Marker(text, at, ThinkOpening) : JsonScan.Match.No;
        if (think == JsonScan.Match.Yes) return Go(State.Reasoning, at + ThinkOpening.Length);
        var trigger = Triggers.Select(word => JsonScan.Marker(text, at, word)).DefaultIfEmpty(JsonScan.Match.No).Max();
        if (trigger == JsonScan.Match.Yes) return Go(State.Call, at);
        if (!final && (think == JsonScan.Match.Partly || trigger == JsonScan.Match.Partly)) return false;
        return Go(State.Content, _calls > 0 || _anyReasoning ? at : 0);
    }

    private bool Reason(string text, List<ReplyDelta> output, bool final)
    {
        _mayThink = false;
        var begin = _anyReasoning ? 0 : JsonScan.SkipSpace(text, 0);
        var close = text.IndexOf(ThinkClosing, StringComparison.Ordinal);
        if (close >= 0)
        {
            EmitReasoning(output, text[Math.Min(begin, close)..close].TrimEnd());
            // An empty thought still means that what follows begins a new paragraph.
            _anyReasoning = true;
            return Go(State.Start, close + ThinkClosing.Length);
        }
        var safe = final ? text.Length : text.Length - Held(text, [ThinkClosing]);
        var end = safe;
        // Trailing blanks wait: the last ones before the closing tag are dropped.
        while (end > begin && char.IsWhiteSpace(text[end - 1])) end--;
        if (end > begin)
        {
            EmitReasoning(output, text[begin..end]);
            _held.Remove(0, end);
        }
        if (final) _held.Clear();
        return false;
    }

    private bool Speak(string text, List<ReplyDelta> output, bool final)
    {
        var words = format is { OnlyAtStart: false } ? Triggers : [];
        var at = -1;
        foreach (var word in words)
        {
            var found = text.IndexOf(word, StringComparison.Ordinal);
            if (found >= 0 && (at < 0 || found < at)) at = found;
        }
        var end = at >= 0 ? at : final ? text.Length : text.Length - Held(text, words);
        Emit(output, ReplyPart.Content, text[..end]);
        _held.Remove(0, end);
        if (at < 0) return false;
        _state = State.Call;
        return true;
    }

    private bool Call(string text, List<ReplyDelta> output, bool final)
    {
        var reading = format!.Read(text, final);
        // Judged by the call's own length, never by how much of the reply happens to be here.
        if (reading.State == CallReadingState.Read ? reading.Length > LongestCall : text.Length > LongestCall) reading = CallReading.NotACall;
        if (reading.State == CallReadingState.NeedsMore && !final)
        {
            _retryAt = text.Length + 256;
            return false;
        }
        if (reading.State == CallReadingState.Read)
        {
            foreach (var (id, name, arguments) in reading.Calls) output.Add(new ReplyDelta(ReplyPart.ToolCall, "", new ToolCall(_calls++, id, name, arguments)));
            return Go(State.Start, reading.Length);
        }
        var trigger = Triggers.Where(word => text.StartsWith(word, StringComparison.Ordinal)).Max(word => word.Length);
        Emit(output, ReplyPart.Content, text[..trigger]);
        return Go(State.Content, trigger);
    }

    private IReadOnlyList<string> Triggers => format?.Triggers ?? [];

    private bool Go(State state, int used)
    {
        _state = state;
        _held.Remove(0, used);
        return true;
    }

    private void EmitReasoning(List<ReplyDelta> output, string text)
    {
        if (text.Length > 0) _anyReasoning = true;
        Emit(output, ReplyPart.Reasoning, text);
    }

    private static void Emit(List<ReplyDelta> output, ReplyPart part, string text)
    {
        if (text.Length > 0) output.Add(new ReplyDelta(part, text, null));
    }

    /// <summary>Length of the longest end of the text that begins one of the words.</summary>
    private static int Held(string text, IReadOnlyList<string> words)
    {
        var longest = 0;
        foreach (var word in words)
        {
            for (var length = Math.Min(word.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan().EndsWith(word.AsSpan(0, length), StringComparison.Ordinal)) longest = length;
            }
        }
        return longest;
    }
}
