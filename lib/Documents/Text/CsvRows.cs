using System.Text;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Text;

/// <summary>RFC 4180 rows as files really write them: quotes doubled inside quotes, line breaks inside quotes, any line ending.</summary>
internal sealed class CsvRows(TextReader text, char delimiter)
{
    private const int LongestField = 1 << 20;
    private const int MostColumns = 16_384;
    private readonly char[] _buffer = new char[1 << 16];
    private readonly StringBuilder _field = new();
    private int _at;
    private int _filled;

    /// <returns>The next row's fields; null at the end. A blank line is a row of one empty field.</returns>
    public List<string>? Next()
    {
        var row = new List<string>();
        _field.Clear();
        var quoted = false;
        var wasQuoted = false;
        var any = false;
        while (Read() is var c and >= 0)
        {
            any = true;
            if (quoted)
            {
                if (c != '"') Append((char)c);
                else if (Peek() == '"') Append((char)Read());
                else quoted = false;
            }
            else if (c == '"' && _field.Length == 0 && !wasQuoted)
            {
                quoted = wasQuoted = true;
            }
            else if (c == delimiter)
            {
                End(row);
                wasQuoted = false;
            }
            else if (c is '\n' or '\r')
            {
                if (c == '\r' && Peek() == '\n') Read();
                End(row);
                return row;
            }
            else
            {
                Append((char)c);
            }
        }

        if (!any) return null;
        End(row);
        return row;
    }

    private void End(List<string> row)
    {
        if (row.Count >= MostColumns) throw Refusals.TooLarge($"A row has more than {MostColumns} columns.");
        row.Add(_field.ToString().Trim());
        _field.Clear();
    }

    private void Append(char c)
    {
        if (_field.Length >= LongestField) throw Refusals.Damaged("CSV file", "a quotation mark is opened and never closed.");
        _field.Append(c);
    }

    private int Read()
    {
        var c = Peek();
        if (c >= 0) _at++;
        return c;
    }

    private int Peek()
    {
        if (_at < _filled) return _buffer[_at];
        _filled = text.Read(_buffer, 0, _buffer.Length);
        _at = 0;
        return _filled > 0 ? _buffer[0] : -1;
    }
}
