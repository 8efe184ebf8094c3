using Microsoft.AspNetCore.Hosting;

namespace Onebox.Datasets.Tests;

/// <summary>Serves one text under every address.</summary>
internal sealed class FileServer(WebApplication app) : IAsyncDisposable
{
    public string Address => app.Urls.First() + "/";

    public static async Task<FileServer> StartAsync(string content)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/{**path}", () => Results.Text(content));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new FileServer(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
