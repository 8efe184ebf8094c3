namespace Onebox.Documents.Tables;

/// <summary>Cells as spreadsheets name them.</summary>
public static class CellName
{
    /// <param name="column">From 0.</param>
    public static string Column(int column)
    {
        Span<char> name = stackalloc char[8];
        var at = name.Length;
        for (var left = column + 1; left > 0; left = (left - 1) / 26) name[--at] = (char)('A' + ((left - 1) % 26));
        return new string(name[at..]);
    }

    /// <param name="left">Column from 0.</param>
    /// <param name="top">Row from 1.</param>
    /// <param name="right">Column from 0.</param>
    /// <param name="bottom">Row from 1.</param>
    public static string Range(int left, int top, int right, int bottom) => $"{Column(left)}{top}:{Column(right)}{bottom}";
}
