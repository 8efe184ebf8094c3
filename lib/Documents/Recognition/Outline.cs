namespace Onebox.Documents.Recognition;

/// <summary>The headings that are open at a place in the document.</summary>
internal sealed class Outline
{
    private readonly List<(int Level, string Text)> _open = [];
    private string[] _path = [];

    public IReadOnlyList<string> Path => _path;

    /// <summary>Closes the headings of this level and below, as a table of contents does, and opens this one.</summary>
    /// <returns>The path above the new heading.</returns>
    public IReadOnlyList<string> Open(int level, string text)
    {
        _open.RemoveAll(h => h.Level >= level);
        var above = _open.Select(h => h.Text).ToArray();
        _open.Add((level, text));
        _path = [.. above, text];
        return above;
    }

    public void Clear()
    {
        _open.Clear();
        _path = [];
    }
}
