using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Store;
using Onebox.Serving;

namespace Onebox.Knowledge.OpenAI;

/// <summary>Which bases are attached to which routes. Their chats and responses are answered from the documents by the route's own models, and so are responses with the tool
/// <c>file_search</c> on any route; other endpoints reach the models alone.</summary>
internal sealed class AttachedRoutes(BaseStore store, IServiceProvider services) : IRouteFront, IHostedLifecycleService
{
    private const string Chats = "/v1/chat/completions";
    private const string Responses = "/v1/responses";

    private readonly ConcurrentDictionary<string, string> _bases = new(StringComparer.Ordinal);

    public bool Takes(string path, string route, ReadOnlyMemory<byte> body) => path switch
    {
        Chats => _bases.ContainsKey(route),
        Responses => _bases.ContainsKey(route) || ResponseBody.WantsSearch(body),
        _ => false,
    };

    // Asked for when a request is there: they ask serving, which asks here.
    public Task AnswerAsync(HttpContext http, string path, string route, ReadOnlyMemory<byte> body) => path == Chats
        ? services.GetRequiredService<KnowledgeChat>().AnswerAsync(http, _bases[route], ChatBody.Read(body), route)
        : services.GetRequiredService<KnowledgeResponse>().AnswerAsync(http, route, BaseOf(route), body);

    /// <summary>The base that is attached to a route; null for none.</summary>
    public string? BaseOf(string route) => _bases.GetValueOrDefault(route);

    /// <param name="route">Null: it is attached to none from now on.</param>
    public void Set(string baseId, string? route)
    {
        foreach (var (other, id) in _bases)
            if (id == baseId && other != route) _bases.TryRemove(other, out _);
        if (route is not null) _bases[route] = baseId;
    }

    /// <summary>Before requests are taken, so that none is answered without the documents.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var record in await store.ListAsync(cancellationToken)) Set(record.Id, Bases.SettingsOf(record).AttachedTo);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
