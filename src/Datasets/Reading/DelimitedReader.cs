using System.Globalization;
using System.Text;
using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>Cuts a delimited text into records of cells; holds one record.</summary>
internal sealed class DelimitedReader(TextReader text, char delimiter, int maxRecordBytes, int maxColumns)
{
    private readonly char[] _buffer = new char[1 << 15];
    private readonly StringBuilder _cell = new();
    private int _at;
    private int _read;
    private long _nextLine = 1;
    private long _recordChars;

    /// <summary>Of the record last read.</summary>
    public List<string> Cells { get; } = [];

    /// <summary>On which the record last read begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Reads the next record that is not an empty line; false at the end.</summary>
    /// <exception cref="Kernel.ProblemException">A record is over a limit: mostly a quote that never ends.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        do
        {
            if (!await RecordAsync(cancellation)) return false;
        }
        while (Cells is [""]);
        return true;
    }

    private async ValueTask<bool> RecordAsync(CancellationToken cancellation)
    {
        Cells.Clear();
        _cell.Clear();
        (Line, _recordChars) = (_nextLine, 0);
        var (any, quoted, wasQuoted) = (false, false, false);
        while (await PeekAsync(cancellation) is { } c)
        {
            Take(c);
            any = true;
            if (quoted)
            {
                if (c != '"')
                {
                    _cell.Append(c);
                }
                else if (await PeekAsync(cancellation) == '"')
                {
                    Take('"');
                    _cell.Append('"');
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && _cell.Length == 0 && !wasQuoted)
            {
                (quoted, wasQuoted) = (true, true);
            }
            else if (c == delimiter)
            {
                EndCell();
                wasQuoted = false;
            }
            else if (c == '\n')
            {
                if (_cell.Length > 0 && _cell[^1] == '\r') _cell.Length--;
                EndCell();
                return true;
            }
            else
            {
                _cell.Append(c);
            }
        }

        if (!any) return false;
        if (quoted) throw DatasetsErrors.Malformed("table", string.Create(CultureInfo.InvariantCulture, $"the quotation mark on line {Line} is never closed."));
        if (_cell.Length > 0 && _cell[^1] == '\r') _cell.Length--;
        EndCell();
        return true;
    }

    private void Take(char c)
    {
        _at++;
        if (c == '\n') _nextLine++;
        if (++_recordChars > maxRecordBytes) throw DatasetsErrors.TooLarge(string.Create(CultureInfo.InvariantCulture, $"The record that begins on line {Line} (is a quotation mark left open?)"), Sizes.Text(maxRecordBytes));
    }

    private void EndCell()
    {
        if (Cells.Count == maxColumns) throw DatasetsErrors.TooLarge(string.Create(CultureInfo.InvariantCulture, $"The number of columns on line {Line}"), string.Create(CultureInfo.InvariantCulture, $"{maxColumns}"));
        Cells.Add(_cell.ToString());
        _cell.Clear();
    }

    private async ValueTask<char?> PeekAsync(CancellationToken cancellation)
    {
        if (_at < _read) return _buffer[_at];
        (_at, _read) = (0, await text.ReadAsync(_buffer, cancellation));
        return _read == 0 ? null : _buffer[0];
    }
}
