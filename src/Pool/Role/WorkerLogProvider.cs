using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Onebox.Pool.Role;

/// <summary>Writes each entry before it returns: what a worker says just before it crashes is the reason that people need.</summary>
internal sealed class WorkerLogProvider(TextWriter to) : ILoggerProvider
{
    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    public void Write(WorkerLogLine line)
    {
        var text = JsonSerializer.Serialize(line, WorkerLogJson.Default.WorkerLogLine);
        lock (_lock)
        {
            to.WriteLine(text);
            to.Flush();
        }
    }

    public void Dispose()
    {
        // stderr is the process's.
    }

    private sealed class LineLogger(WorkerLogProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Debug and < LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) provider.Write(new WorkerLogLine(logLevel, category, formatter(state, exception), exception?.ToString()));
        }
    }
}
