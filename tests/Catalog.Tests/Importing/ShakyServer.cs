using System.Globalization;
using Microsoft.AspNetCore.Hosting;

namespace Onebox.Catalog.Tests.Importing;

/// <summary>A web server as bad as they come: it cuts connections, changes files, lies about lengths, knows no ranges, answers 503.</summary>
internal sealed class ShakyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly Random _random = new(7);

    private ShakyServer(WebApplication app) => _app = app;

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Connections are cut after a random part of what was asked for, so many times.</summary>
    public int Cuts { get; set; }

    /// <summary>So many requests are answered with 503.</summary>
    public int Refusals { get; set; }

    public bool KnowsRanges { get; set; } = true;

    public bool HasETags { get; set; } = true;

    /// <summary>Takes If-Range for granted: continues a changed file as if it were the old one.</summary>
    public bool IgnoresIfRange { get; set; }

    /// <summary>Claims so many bytes more than it sends.</summary>
    public int LiesBy { get; set; }

    /// <summary>After this request number the file at <c>/changing</c> has its second content.</summary>
    public (int Request, byte[] Content)? ChangeAt { get; set; }

    /// <summary>Sends nothing after the headers until the connection ends, so many times.</summary>
    public int Stalls { get; set; }

    public List<string> Requests { get; } = [];

    public string Address => _app.Urls.First();

    public static async Task<ShakyServer> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ShakyServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        int number, cutAt = -1;
        bool refuse, stall;
        byte[]? content;
        var path = http.Request.Path + http.Request.QueryString;
        lock (_lock)
        {
            Requests.Add($"{path} {http.Request.Headers.Range} {http.Request.Headers.Authorization}".TrimEnd());
            number = Requests.Count;
            if (ChangeAt is { } change && number >= change.Request) Files[http.Request.Path!] = change.Content;
            content = Files.GetValueOrDefault(path) ?? Files.GetValueOrDefault(http.Request.Path!);
            if (refuse = Refusals > 0) Refusals--;
            else if (content is not null && Cuts-- > 0) cutAt = _random.Next(content.Length);
            if (stall = Stalls > 0) Stalls--;
        }

        if (refuse || content is null)
        {
            http.Response.StatusCode = refuse ? 503 : 404;
            return;
        }

        var tag = $"\"{Models.Sha256(content)[..16]}\"";
        if (HasETags) http.Response.Headers.ETag = tag;
        var start = Start(http, tag, content.Length);
        if (start > 0)
        {
            http.Response.StatusCode = 206;
            http.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{content.Length - 1}/{content.Length}");
        }

        http.Response.ContentLength = content.Length - start + LiesBy;
        await http.Response.StartAsync();
        if (stall) await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var body = content.AsMemory(start);
        if (cutAt >= 0) body = body[..Math.Min(body.Length, cutAt)];
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        if (cutAt >= 0 || LiesBy > 0 || stall) http.Abort();
    }

    private int Start(HttpContext http, string tag, int length)
    {
        var range = http.Request.Headers.Range.ToString();
        if (!KnowsRanges || !range.StartsWith("bytes=", StringComparison.Ordinal)) return 0;
        if (!IgnoresIfRange && http.Request.Headers.IfRange.ToString() is { Length: > 0 } condition && condition != tag) return 0;
        return Math.Min(length - 1, int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture));
    }
}
