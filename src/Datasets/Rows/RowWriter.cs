using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Onebox.Datasets.Rows;

/// <summary>
/// Writes rows in the canonical form (docs/formats/dataset-rows.md) and takes the content hash of the file on the way. Properties come in
/// one fixed order: the same content is the same bytes, and so the same id.
/// </summary>
internal sealed class RowWriter : IAsyncDisposable
{
    private const int FlushAt = 1 << 18;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _pending = new(FlushAt * 2);
    private readonly ArrayBufferWriter<byte> _content = new(1 << 12);
    private readonly Utf8JsonWriter _json;

    public RowWriter(string path)
    {
        _file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        _json = new Utf8JsonWriter(_content, Options);
    }

    public long Rows { get; private set; }

    /// <summary>Bytes written so far, also those still in memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes the row; its id, and its split where <paramref name="row"/> has none, come from its content.</summary>
    /// <param name="split">Chooses the split from the id.</param>
    /// <returns>The row as it was written.</returns>
    public async ValueTask<DatasetRow> WriteAsync(DatasetRow row, Func<string, string> split, CancellationToken cancellation)
    {
        WriteContent(row);
        var id = IdOf(_content.WrittenSpan);
        row = row with { Id = id, Split = row.Split.Length > 0 ? row.Split : split(id) };
        Append(row);
        if (_pending.WrittenCount >= FlushAt) await FlushAsync(cancellation);
        return row;
    }

    /// <summary>Writes out the rest; everything is on the disk when this returns.</summary>
    /// <returns>SHA-256 of the file, lower-case hex.</returns>
    public async Task<string> FinishAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        _file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    public async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync();
        _hash.Dispose();
        await _file.DisposeAsync();
    }

    /// <summary>The id of a row, by its content alone.</summary>
    internal string IdOf(DatasetRow row)
    {
        WriteContent(row);
        return IdOf(_content.WrittenSpan);
    }

    private static string IdOf(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    private void Append(DatasetRow row)
    {
        var before = _pending.WrittenCount;
        Ascii($"{{\"id\":\"{row.Id}\",\"split\":\"{row.Split}\",\"row\":");
        Ascii(row.Row.ToString(CultureInfo.InvariantCulture));
        if (_content.WrittenCount > 2) _pending.Write(","u8);
        _pending.Write(_content.WrittenSpan[1..]);
        _pending.Write("\n"u8);
        Rows++;
        Bytes += _pending.WrittenCount - before;
    }

    private void Ascii(string text)
    {
        var written = System.Text.Encoding.ASCII.GetBytes(text, _pending.GetSpan(text.Length));
        _pending.Advance(written);
    }

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_pending.WrittenCount == 0) return;
        _hash.AppendData(_pending.WrittenSpan);
        try
        {
            await _file.WriteAsync(_pending.WrittenMemory, cancellation);
        }
        catch (IOException error)
        {
            throw DatasetsErrors.Disk(error);
        }

        _pending.ResetWrittenCount();
    }

    private void WriteContent(DatasetRow row)
    {
        _content.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        if (row.Messages is { } messages) WriteMessages(messages);
        if (row.Tools is { } tools) Element("tools", tools);
        Text("text", row.Text);
        Text("chosen", row.Chosen);
        Text("rejected", row.Rejected);
        Text("question", row.Question);
        Texts("answers", row.Answers);
        Texts("choices", row.Choices);
        if (row.AnswerIndex is { } index) _json.WriteNumber("answerIndex", index);
        Text("context", row.Context);
        _json.WriteEndObject();
        _json.Flush();
    }

    private void WriteMessages(IReadOnlyList<RowMessage> messages)
    {
        _json.WriteStartArray("messages");
        foreach (var message in messages)
        {
            _json.WriteStartObject();
            _json.WriteString("role", message.Role);
            _json.WriteString("content", message.Content);
            if (message.ToolCalls is { } calls) Element("tool_calls", calls);
            Text("tool_call_id", message.ToolCallId);
            Text("name", message.Name);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void Text(string name, string? value)
    {
        if (value is not null) _json.WriteString(name, value);
    }

    private void Texts(string name, IReadOnlyList<string>? values)
    {
        if (values is null) return;
        _json.WriteStartArray(name);
        foreach (var value in values) _json.WriteStringValue(value);
        _json.WriteEndArray();
    }

    private void Element(string name, JsonElement value)
    {
        _json.WritePropertyName(name);
        value.WriteTo(_json);
    }
}
