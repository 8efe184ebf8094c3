using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Serving;
using Onebox.Serving.OpenAI;

namespace Onebox.Prediction.Running;

/// <summary>How a row was answered.</summary>
internal sealed record RowAnswer(RowRequest Request, int Status, ReadOnlyMemory<byte> Body)
{
    public bool Succeeded => Status is >= 200 and < 300;
}

/// <summary>Asks rows in the engine's idle time and notes each answer once.</summary>
internal sealed class RunRows(IServing serving, IdleTime idle, TimeProvider clock)
{
    private const int Widest = 32;

    /// <summary>The lines are for people too, and never part of a page.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(0.2), LongestWait = TimeSpan.FromSeconds(30), SyncEvery = TimeSpan.FromSeconds(1);

    /// <param name="rows">In the order of the input; those that the journal has are passed over.</param>
    /// <param name="route">The route that a row asks; null where its body names none.</param>
    /// <param name="write">Writes a row's line.</param>
    /// <param name="done">Told after each row.</param>
    /// <param name="waits">Told why a row has to wait.</param>
    /// <param name="deadline">When what is left ends as expired.</param>
    public async Task RunAsync(
        IAsyncEnumerable<RowRequest> rows, Func<RowRequest, string?> route, RowJournal journal, Caller caller, Action<Utf8JsonWriter, RowAnswer> write, Action done, Action<string> waits, DateTimeOffset deadline, CancellationToken cancellation)
    {
        var lastSync = clock.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Widest, CancellationToken = cancellation };
        try
        {
            await Parallel.ForEachAsync(Left(rows, journal), parallel, async (row, stop) =>
            {
                var answer = row.Fault is { } fault ? Refused(row, fault) : await AskAsync(row, route(row), caller, waits, deadline, stop);
                var line = new ArrayBufferWriter<byte>();
                using (var json = new Utf8JsonWriter(line, Readable)) write(json, answer);
                journal.Add(row.Number, answer.Succeeded, line.WrittenSpan);
                if (clock.GetElapsedTime(Interlocked.Read(ref lastSync)) > SyncEvery)
                {
                    Interlocked.Exchange(ref lastSync, clock.GetTimestamp());
                    journal.Sync();
                }

                done();
            });
        }
        finally
        {
            journal.Sync();
        }
    }

    private static async IAsyncEnumerable<RowRequest> Left(IAsyncEnumerable<RowRequest> rows, RowJournal journal)
    {
        await foreach (var row in rows)
        {
            if (!journal.Has(row.Number)) yield return row;
        }
    }

    private async Task<RowAnswer> AskAsync(RowRequest row, string? route, Caller caller, Action<string> waits, DateTimeOffset deadline, CancellationToken cancellation)
    {
        while (true)
        {
            if (clock.GetUtcNow() > deadline) return Refused(row, new Problem(ProblemKind.Unavailable, "batch_expired", "This request was not begun before its batch expired."));
            ServedAnswer answer;
            using (await idle.EnterAsync(route ?? "", cancellation)) answer = await serving.AskAsync(row.Path, row.Body, caller, background: true, cancellation);
            // Full, loading or stopped for the moment, or a quota that is used up today: the row waits as long as its batch may.
            if (answer.Status is 429 or 503)
            {
                waits(MessageOf(answer.Body));
                await Task.Delay(Wait(answer.RetryAfter), clock, cancellation);
                continue;
            }

            return IsJson(answer.Body) ? new RowAnswer(row, answer.Status, answer.Body) : Refused(row, new Problem(ProblemKind.Internal, "engine.lost", "The engine ended in the middle of this answer."));
        }
    }

    private static TimeSpan Wait(TimeSpan? told) => told is not { } wait || wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;

    private static RowAnswer Refused(RowRequest row, Problem problem) => new(row, problem.Status, OpenAIErrors.Body(problem));

    private static string MessageOf(ReadOnlyMemory<byte> body)
    {
        if (!IsJson(body)) return "the route is not to be had at the moment.";
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message)
            ? message.ToString()
            : "the route is not to be had at the moment.";
    }

    private static bool IsJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 256 });
            while (reader.Read())
            {
                // Only to the end.
            }

            return body.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
