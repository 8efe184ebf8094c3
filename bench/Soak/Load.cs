using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Onebox.Soak.Bench;

/// <summary>Requests of all kinds, drawn by a seed: whole answers compared with what the same request gave alone, streams left early, connections dropped, bodies that are none.</summary>
internal sealed class Load(SoakedBox box, int seed)
{
    private const int Questions = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Beginnings = ["Once upon a time", "There was a little girl named", "One day, a big dog", "Tom and Lily went to", "The sun was"];
    private static readonly string[] Malformed = ["{", "[]", "{\"model\":7}", "{\"model\":\"soaked\"}", "{\"model\":\"soaked\",\"prompt\":\"x\",\"max_tokens\":-5}", "{\"model\":\"soaked\",\"prompt\":\"x\",\"temperature\":\"hot\"}", "\0\u0001"];

    private readonly Dictionary<int, string> _alone = [];
    private readonly ConcurrentDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private int _wrong, _stuck, _unexpected;

    // The worker is gone for a while after it was killed: requests may be refused or cut then, and only then.
    private long _killedAt;

    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    public int Wrong => _wrong;

    public int Stuck => _stuck;

    public int Unexpected => _unexpected;

    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Asks every question alone: what it gives then it must always give.</summary>
    public async Task LearnAsync()
    {
        for (var question = 0; question < Questions; question++)
        {
            using var answer = await box.Http.PostAsJsonAsync("v1/completions", Body(question, stream: false));
            _alone[question] = await TextAsync(answer, default);
        }
    }

    public void Forget() => _outcomes.Clear();

    public Task RunAsync(int requests, int parallel, int killAt)
    {
        var random = new Random(seed);
        var plan = Enumerable.Range(0, requests).Select(n => (Number: n, Kind: random.NextDouble(), Question: random.Next(Questions), Leave: random.Next(1, 40))).ToList();
        return Parallel.ForEachAsync(plan, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (one, _) =>
        {
            if (one.Number == killAt)
            {
                Volatile.Write(ref _killedAt, TimeProvider.System.GetTimestamp());
                await box.KillWorkerAsync();
            }

            using var patience = new CancellationTokenSource(Patience);
            try
            {
                var outcome = one.Kind switch
                {
                    < 0.60 => await WholeAsync(one.Question, patience.Token),
                    < 0.75 => await LeaveStreamAsync(one.Question, one.Leave, patience.Token),
                    < 0.85 => await DisconnectAsync(one.Question, one.Leave),
                    < 0.95 => await MalformedAsync(one.Question, patience.Token),
                    _ => await UnknownAsync(patience.Token),
                };
                Count(outcome);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                Interlocked.Increment(ref _stuck);
            }
            catch (Exception error) when (error is HttpRequestException or IOException or JsonException)
            {
                Odd($"{error.GetType().Name}: {error.Message}");
            }
        });
    }

    private async Task<string> WholeAsync(int question, CancellationToken cancellation)
    {
        using var answer = await box.Http.PostAsJsonAsync("v1/completions", Body(question, stream: false), cancellation);
        if (answer.StatusCode is HttpStatusCode.TooManyRequests) return "429";
        if (!answer.IsSuccessStatusCode)
        {
            Odd($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
            return $"{(int)answer.StatusCode}";
        }

        var text = await TextAsync(answer, cancellation);
        if (text == _alone[question]) return "whole";
        Interlocked.Increment(ref _wrong);
        Complaints.Enqueue($"question {question}: '{text}' instead of '{_alone[question]}'");
        return "wrong";
    }

    private async Task<string> LeaveStreamAsync(int question, int after, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "v1/completions") { Content = JsonContent.Create(Body(question, stream: true)) };
        using var answer = await box.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!answer.IsSuccessStatusCode) return $"{(int)answer.StatusCode}";
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        for (var line = 0; line < after; line++)
            if (await lines.ReadLineAsync(cancellation) is null) return "stream ended";
        return "stream left";
    }

    private async Task<string> DisconnectAsync(int question, int milliseconds)
    {
        using var leave = new CancellationTokenSource(milliseconds);
        try
        {
            using var answer = await box.Http.PostAsJsonAsync("v1/completions", Body(question, stream: false), leave.Token);
            return "answered before leaving";
        }
        catch (OperationCanceledException)
        {
            return "disconnected";
        }
    }

    private async Task<string> MalformedAsync(int which, CancellationToken cancellation)
    {
        using var answer = await box.Http.PostAsync("v1/completions", new StringContent(Malformed[which % Malformed.Length], null, "application/json"), cancellation);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        if ((int)answer.StatusCode is >= 400 and < 500 && body.RootElement.TryGetProperty("error", out var error) && error.TryGetProperty("message", out _)) return "malformed refused";
        Odd($"malformed body {which % Malformed.Length}: {(int)answer.StatusCode} {body.RootElement}");
        return "malformed";
    }

    private async Task<string> UnknownAsync(CancellationToken cancellation)
    {
        using var answer = await box.Http.PostAsJsonAsync("v1/completions", new { model = "nobody", prompt = "x" }, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound) return "unknown refused";
        Odd($"unknown model: {(int)answer.StatusCode}");
        return "unknown";
    }

    private static object Body(int question, bool stream) => new
    {
        model = SoakedBox.Route,
        prompt = Beginnings[question % Beginnings.Length],
        max_tokens = 8 + (question % 5 * 16),
        temperature = question % 2 == 0 ? 0.0 : 0.9,
        seed = question + 1,
        stream,
    };

    private static async Task<string> TextAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        return body.RootElement.GetProperty("choices")[0].GetProperty("text").GetString()!;
    }

    private void Count(string outcome) => _outcomes.AddOrUpdate(outcome, 1, (_, n) => n + 1);

    private void Odd(string what)
    {
        var killed = Volatile.Read(ref _killedAt);
        if (killed != 0 && TimeProvider.System.GetElapsedTime(killed) < TimeSpan.FromSeconds(20))
        {
            Count("failed while the worker was away");
            return;
        }

        Interlocked.Increment(ref _unexpected);
        Complaints.Enqueue(what);
    }
}
