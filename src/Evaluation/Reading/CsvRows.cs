using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Onebox.Evaluation.Reading;

/// <summary>RFC 4180: fields in quotes may hold separators, line breaks and doubled quotes. The first record names the columns.</summary>
internal static class CsvRows
{
    private const int MaxColumns = 1000;

    public static async IAsyncEnumerable<JsonElement> ReadAsync(string path, char separator, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<string>? names = null;
        var number = 0;
        await foreach (var record in RecordsAsync(path, separator, cancellation))
        {
            number++;
            if (names is null)
            {
                names = [.. record.Select(n => n.Trim())];
                continue;
            }

            if (record.Count > names.Count) throw EvaluationErrors.FileUnreadable(path, $"record {number} has {record.Count} fields, the first has {names.Count}.");
            var row = new JsonObject();
            for (var i = 0; i < record.Count; i++) row[names[i]] = record[i];
            yield return JsonSerializer.SerializeToElement(row);
        }
    }

    /// <summary>Records as they stand, the first one too: MMLU's files have no names in it.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<string>> RecordsAsync(string path, char separator, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[64 * 1024];
        var parser = new CsvParser(separator);
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellation)) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                if (!parser.Take(buffer[i])) continue;
                if (parser.Record is { } record) yield return record;
            }

            if (parser.Length > RowFile.MaxRowBytes) throw EvaluationErrors.FileUnreadable(path, "a record is too long: a quote may be left open.");
            if (parser.Columns > MaxColumns) throw EvaluationErrors.FileUnreadable(path, $"a record has more than {MaxColumns} fields.");
        }

        if (parser.InQuotes) throw EvaluationErrors.FileUnreadable(path, "it ends within quotes.");
        if (parser.End() is { } last) yield return last;
    }

    private sealed class CsvParser(char separator)
    {
        private readonly StringBuilder _field = new();
        private List<string> _record = [];
        private bool _quoted, _quoteSeen, _wasReturn;

        public IReadOnlyList<string>? Record { get; private set; }
        public int Length { get; private set; }
        public int Columns => _record.Count;
        public bool InQuotes => _quoted && !_quoteSeen;

        /// <returns>True when a record is whole; it is null for an empty line.</returns>
        public bool Take(char c)
        {
            Length++;
            var afterReturn = _wasReturn;
            _wasReturn = false;
            if (_quoted)
            {
                if (_quoteSeen && c == '"')
                {
                    _field.Append('"');
                    _quoteSeen = false;
                    return false;
                }

                if (!_quoteSeen)
                {
                    if (c == '"') _quoteSeen = true;
                    else _field.Append(c);
                    return false;
                }

                (_quoted, _quoteSeen) = (false, false);
            }

            if (c == '"' && _field.Length == 0) _quoted = true;
            else if (c == separator) Next();
            else if (c == '\n' && afterReturn) return false;
            else if (c is '\r' or '\n')
            {
                _wasReturn = c == '\r';
                return Whole();
            }
            else if (c != '\uFEFF') _field.Append(c);
            return false;
        }

        public IReadOnlyList<string>? End()
        {
            Whole();
            return Record;
        }

        private void Next()
        {
            _record.Add(_field.ToString());
            _field.Clear();
        }

        private bool Whole()
        {
            var empty = _record.Count == 0 && _field.Length == 0;
            Next();
            Record = empty ? null : _record;
            (_record, Length) = ([], 0);
            return true;
        }
    }
}
