using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Onebox.Pool.Role;

namespace Onebox.Pool.Running;

/// <summary>Reads what a worker writes to stderr: JSON lines of its log, and whatever native code prints. Keeps the last of it for the reason of a crash.</summary>
internal sealed partial class WorkerOutput(ILogger log, string workerId, string kind)
{
    private const int LastKept = 20;
    private const int LongestLine = 16 << 10;

    private readonly Queue<string> _last = new();
    private readonly Lock _lock = new();
    private string? _lastError;

    /// <summary>The last line that was logged as an error, else the last lines printed.</summary>
    public string? Tail
    {
        get
        {
            lock (_lock) return _lastError ?? (_last.Count == 0 ? null : string.Join(" | ", _last.TakeLast(3)));
        }
    }

    /// <summary>Reads until the last process that holds the pipe is gone.</summary>
    public async Task ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var buffer = new char[4096];
        var line = new StringBuilder();
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            foreach (var letter in buffer.AsSpan(0, count))
            {
                if (letter == '\n')
                {
                    Take(line.ToString());
                    line.Clear();
                }
                else if (line.Length < LongestLine)
                {
                    line.Append(letter);
                }
            }
        }

        if (line.Length > 0) Take(line.ToString());
    }

    private void Take(string line)
    {
        var (level, category, message) = Parse(line);
        if (string.IsNullOrWhiteSpace(message)) return;
        lock (_lock)
        {
            _last.Enqueue(message);
            while (_last.Count > LastKept) _last.Dequeue();
            if (level >= LogLevel.Error) _lastError = message;
        }

        WorkerSaid(level, workerId, kind, category, message);
    }

    /// <summary>A line that is not of our log's form is native code's: for debugging only.</summary>
    internal static (LogLevel Level, string Category, string Message) Parse(string line)
    {
        if (!line.StartsWith('{')) return (LogLevel.Debug, "native", line);
        try
        {
            var parsed = JsonSerializer.Deserialize(line, WorkerLogJson.Default.WorkerLogLine);
            return parsed?.Message is null ? (LogLevel.Debug, "native", line) : (parsed.Level, parsed.Category ?? "", parsed.Exception is null ? parsed.Message : $"{parsed.Message} {parsed.Exception}");
        }
        catch (JsonException)
        {
            return (LogLevel.Debug, "native", line);
        }
    }

    [LoggerMessage(Message = "{WorkerId} {Kind} {WorkerCategory}: {Text}")]
    private partial void WorkerSaid(LogLevel level, string workerId, string kind, string workerCategory, string text);
}
