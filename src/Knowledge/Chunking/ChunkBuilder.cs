using System.Text;
using Onebox.Documents;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Chunking;

/// <summary>Collects text until a chunk is full, and gives it its windows. All policies build their chunks with it.</summary>
internal sealed class ChunkBuilder(ChunkSizes sizes, Func<string, int> size)
{
    private readonly StringBuilder _text = new();
    private Block? _first;
    private int _firstBlock, _lastBlock, _tokens;
    private string _kind = "text";

    public bool IsEmpty => _text.Length == 0;

    public int Tokens => _tokens;

    public bool HasRoom(int tokens) => _tokens == 0 || _tokens + tokens <= sizes.MaxTokens;

    public void Add(string text, int tokens, Block block, int index, string kind, string separator)
    {
        if (text.Length == 0) return;
        if (_text.Length == 0) (_first, _firstBlock, _kind) = (block, index, kind);
        else _text.Append(separator);
        _text.Append(text);
        _lastBlock = index;
        _tokens += tokens;
    }

    /// <summary>Ends the chunk under the headings given.</summary>
    public Chunk? Take(IReadOnlyList<string> headings)
    {
        var text = _text.ToString().Trim();
        _text.Clear();
        _tokens = 0;
        if (text.Length == 0 || _first is null) return null;
        return new Chunk(text, string.Join(Chunk.Joint, headings), _kind, _first.Page, _firstBlock, _lastBlock, _first.Range, _first.Box, Windows(text, headings));
    }

    /// <summary>Sentences that fit together into the encoder, each window with the nearest headings as its context.</summary>
    public IReadOnlyList<Window> Windows(string text, IReadOnlyList<string> headings)
    {
        var context = Context(headings);
        var contextTokens = context.Length == 0 ? 0 : size(context);
        var room = sizes.WindowTokens - contextTokens;
        var (windows, start, end, tokens) = (new List<Window>(), 0, 0, 0);
        foreach (var piece in Sentences.Of(text).SelectMany(s => Fitting(text, s, room)))
        {
            var count = size(text[piece]);
            if (tokens > 0 && tokens + count > room)
            {
                windows.Add(new Window(start, end - start, context + text[start..end].Trim()));
                (start, tokens) = (end, 0);
            }

            end = piece.End.Value;
            tokens += count;
        }

        if (end > start) windows.Add(new Window(start, end - start, context + text[start..end].Trim()));
        return windows;
    }

    /// <summary>What stands before the text of each window: the nearest headings, unless they are long.</summary>
    public string Context(IReadOnlyList<string> headings)
    {
        if (headings.Count == 0) return "";
        var context = $"{string.Join(": ", headings.TakeLast(2))}: ";
        return size(context) > sizes.WindowTokens / 3 ? "" : context;
    }

    /// <summary>Cuts a text into pieces that each fit: at sentences, else at spaces, else anywhere.</summary>
    public IEnumerable<string> Pieces(string text, int room)
    {
        var piece = new StringBuilder();
        var tokens = 0;
        foreach (var range in Sentences.Of(text).SelectMany(s => Fitting(text, s, room)))
        {
            var count = size(text[range]);
            if (tokens > 0 && tokens + count > room)
            {
                yield return piece.ToString().Trim();
                piece.Clear();
                tokens = 0;
            }

            piece.Append(text[range]);
            tokens += count;
        }

        if (piece.Length > 0) yield return piece.ToString().Trim();
    }

    private IEnumerable<Range> Fitting(string text, Range sentence, int room)
    {
        var (start, end) = (sentence.Start.Value, sentence.End.Value);
        if (size(text[sentence]) <= room)
        {
            yield return sentence;
            yield break;
        }

        while (start < end)
        {
            // About as many characters as fit, fewer until they do; then back to a space.
            var take = Math.Min(end - start, room * 4);
            while (take > 1 && size(text.Substring(start, take)) > room) take = take * 3 / 4;
            if (start + take < end && text.LastIndexOf(' ', start + take - 1, take / 2) is var space and > 0 && space > start) take = space + 1 - start;
            if (take > 1 && start + take < end && char.IsHighSurrogate(text[start + take - 1])) take--;
            yield return start..(start + take);
            start += take;
        }
    }
}
