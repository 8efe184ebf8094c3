using Onebox.Llama;
using Onebox.Serving.Worker.Replies;
using Onebox.Serving.Worker.Requests;
using Onebox.Serving.Worker.Streaming;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Completions;

/// <summary>The answer of <c>/v1/completions</c> as events.</summary>
internal sealed class CompletionEvents : IReplySink
{
    private readonly EventStream _stream;
    private readonly AnswerHead _head;
    private readonly GenerationFields _settings;
    private readonly IReadOnlyList<PromptEcho>? _echoes;
    private readonly CompletionLogprobs[] _logprobs;
    private readonly bool[] _begun;
    private readonly AnswerTotals _totals = new();

    /// <param name="choices">Of all prompts together.</param>
    /// <param name="echoes">One for each prompt, to be repeated; null when they are not wanted.</param>
    public CompletionEvents(EventStream stream, AnswerHead head, Vocabulary vocabulary, int choices, GenerationFields settings, IReadOnlyList<PromptEcho>? echoes)
    {
        (_stream, _head, _settings, _echoes) = (stream, head, settings, echoes);
        _begun = new bool[choices];
        _logprobs = [.. Enumerable.Range(0, choices).Select(choice => new CompletionLogprobs(vocabulary, echoes?[choice / settings.Choices]))];
    }

    public void Text(int choice, ReplyPart part, ReadOnlySpan<byte> utf8, ReadOnlySpan<TokenLogprobs> logprobs)
    {
        Echo(choice);
        Write(choice, utf8, -1, logprobs, null);
    }

    public void Call(int choice, ToolCall call) => throw new InvalidOperationException("Text completions have no tools.");

    public void End(int choice, string finishReason, GenerationEnd end)
    {
        _totals.Add(end, countPrompt: choice % _settings.Choices == 0);
        Echo(choice);
        Write(choice, default, -1, default, finishReason);
    }

    public ValueTask FlushAsync() => _stream.FlushAsync();

    /// <summary>Usage and times, then the end.</summary>
    public async Task CloseAsync()
    {
        var json = _stream.Begin();
        json.WriteStartObject();
        _head.Write(json, "text_completion"u8);
        json.WriteStartArray("choices"u8);
        json.WriteEndArray();
        _totals.Write(json);
        json.WriteEndObject();
        _stream.End();
        _stream.Done();
        await _stream.FlushAsync();
    }

    /// <summary>Repeats the prompt before a choice's first text.</summary>
    private void Echo(int choice)
    {
        if (_echoes is null || _begun[choice]) return;
        _begun[choice] = true;
        var echo = _echoes[choice / _settings.Choices];
        Write(choice, echo.Utf8, _settings.Logprobs is null ? -1 : echo.First, default, null);
    }

    private void Write(int choice, ReadOnlySpan<byte> utf8, int first, ReadOnlySpan<TokenLogprobs> logprobs, string? finishReason)
    {
        var json = _stream.Begin();
        json.WriteStartObject();
        _head.Write(json, "text_completion"u8);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, choice);
        json.WriteString("text"u8, utf8);
        if (_settings.Logprobs is { } top && (first >= 0 || logprobs.Length > 0)) _logprobs[choice].Write(json, first, logprobs, top);
        else json.WriteNull("logprobs"u8);
        if (finishReason is null) json.WriteNull("finish_reason"u8);
        else json.WriteString("finish_reason"u8, finishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (_settings.NoteUsage) json.WriteNull("usage"u8);
        json.WriteEndObject();
        _stream.End();
    }
}
