using System.Text.Json;
using Onebox.Models.Loop;
using Onebox.Templates.Chat;
using Onebox.Tokenizers;

namespace Onebox.TinyTrain;

/// <summary>Rows of a JSONL file in their order, as tokens: the loss is on the assistant's words and on plain text. The order is part of the recipe (easy rows first).</summary>
internal sealed class RowStream : ISampleStream, IDisposable
{
    private readonly FileStream _file;
    private readonly List<long> _starts = [0];
    private readonly Tokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly int _endOfText;

    public RowStream(string path, Tokenizer tokenizer, ChatTemplate template)
    {
        (_tokenizer, _template) = (tokenizer, template);
        _endOfText = tokenizer.BosId ?? throw new InvalidDataException("The tokenizer names no begin-of-text token.");
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.RandomAccess);
        var buffer = new byte[1 << 20];
        for (long at = 0; _file.Read(buffer) is > 0 and var read; at += read)
        {
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] == '\n')
                    _starts.Add(at + i + 1);
            }
        }
    }

    public int Count => _starts.Count - 1;

    public long Position { get; private set; }

    public void Seek(long position) => Position = position;

    public TrainingSample? Next() => Position < Count ? Read(Position++) : null;

    public TrainingSample Read(long index)
    {
        var line = new byte[_starts[(int)index + 1] - _starts[(int)index]];
        _file.Position = _starts[(int)index];
        _file.ReadExactly(line);
        using var row = JsonDocument.Parse(line);
        if (row.RootElement.TryGetProperty("text", out var text))
            return new TrainingSample(index, [_endOfText, .. _tokenizer.Encode(text.GetString()!, parseSpecial: false), _endOfText]);
        var rendered = _template.RenderForTraining(new ChatInput { Messages = row.RootElement.GetProperty("messages"), AddGenerationPrompt = false });
        var tokens = _tokenizer.EncodeWithStarts(rendered.Text);
        var trained = new bool[tokens.Ids.Length];
        var span = 0;
        for (var i = 0; i < trained.Length; i++)
        {
            while (span < rendered.Spans.Count && tokens.Starts[i] >= rendered.Spans[span].End)
                span++;
            trained[i] = span < rendered.Spans.Count && tokens.Starts[i] >= rendered.Spans[span].Start;
        }

        return new TrainingSample(index, tokens.Ids, trained);
    }

    public void Dispose() => _file.Dispose();
}

/// <summary>The first rows of a file by index.</summary>
internal sealed class RowSource(RowStream rows, int count) : ISampleSource
{
    private readonly Dictionary<long, TrainingSample> _read = [];

    public long Count => Math.Min(count, rows.Count);

    public int LengthOf(long index) => Read(index).Tokens.Length;

    public TrainingSample Read(long index) => _read.TryGetValue(index, out var sample) ? sample : _read[index] = rows.Read(index);
}
