using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Onebox.Evaluation.Store;

namespace Onebox.Evaluation.Asking;

/// <summary>
/// Answers by what was asked of whom. It is what makes a run resumable: a run that is taken up again finds what was answered. Writes go to the records in
/// groups, because each write waits for the disk; what was answered in the last second before the process was killed is asked again.
/// </summary>
internal sealed class AnswerCache(IDbContextFactory<EvaluationContext> contexts, IOptions<EvaluationOptions> options, TimeProvider clock) : IDisposable
{
    private const int GroupSize = 64;
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, string> _pending = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _write = new(1, 1);

    /// <summary>The hash of model, endpoint and body.</summary>
    public static string KeyOf(string identity, string path, JsonObject body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identity}\n{path}\n{body.ToJsonString()}")));

    public async Task<JsonElement?> FindAsync(string key, CancellationToken cancellation)
    {
        if (!_pending.TryGetValue(key, out var json))
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            json = await context.Answers.AsNoTracking().Where(a => a.Key == key).Select(a => a.Answer).FirstOrDefaultAsync(cancellation);
        }

        if (json is null) return null;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public void Keep(string key, JsonNode answer) => _pending[key] = answer.ToJsonString();

    /// <summary>Writes what is pending every second until it is disposed of, and then the rest: also while a slow model lets everybody wait.</summary>
    public IAsyncDisposable WriteAsTheyCome() => new Writing(this, clock);

    /// <summary>Writes what is pending when it is enough. Cheap when there is nothing to do.</summary>
    public Task WriteSomeAsync(CancellationToken cancellation) => _pending.Count < GroupSize ? Task.CompletedTask : WriteAllAsync(cancellation);

    public async Task WriteAllAsync(CancellationToken cancellation)
    {
        await _write.WaitAsync(cancellation);
        try
        {
            var group = _pending.ToArray();
            if (group.Length == 0) return;
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var keys = group.Select(g => g.Key).ToList();
            var there = (await context.Answers.AsNoTracking().Where(a => keys.Contains(a.Key)).Select(a => a.Key).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
            context.Answers.AddRange(group.Where(g => !there.Contains(g.Key)).Select(g => new AnswerRecord { Key = g.Key, Answer = g.Value, At = clock.GetUtcNow() }));
            await context.SaveChangesAsync(cancellation);
            foreach (var written in group) _pending.TryRemove(written);
        }
        finally
        {
            _write.Release();
        }
    }

    /// <summary>Forgets what is older than the settings say.</summary>
    public async Task TidyAsync(CancellationToken cancellation)
    {
        var oldest = clock.GetUtcNow() - options.Value.KeepAnswers;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Answers.Where(a => a.At < oldest).ExecuteDeleteAsync(cancellation);
    }

    public void Dispose() => _write.Dispose();

    private sealed class Writing : IAsyncDisposable
    {
        private readonly AnswerCache _cache;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _loop;

        public Writing(AnswerCache cache, TimeProvider clock)
        {
            _cache = cache;
            _loop = LoopAsync(clock);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _loop;
            _stop.Dispose();
            await _cache.WriteAllAsync(CancellationToken.None);
        }

        private async Task LoopAsync(TimeProvider clock)
        {
            using var timer = new PeriodicTimer(WriteEvery, clock);
            try
            {
                while (await timer.WaitForNextTickAsync(_stop.Token)) await _cache.WriteAllAsync(CancellationToken.None);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Disposed of: the rest is written there.
            }
        }
    }
}
