using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Onebox.Serving.Forwarding;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving.Engines;

/// <summary>
/// The registered engines, and the loop that asks each what it serves. Requests go nowhere but to the registered address: no redirect is
/// followed and no proxy from the environment is used.
/// </summary>
internal sealed class ExternalEngines(IDbContextFactory<ServingContext> contexts, Groups groups, ProbeEngine probe, IDataProtectionProvider protection, IOptions<ServingOptions> options, TimeProvider clock)
    : BackgroundService
{
    private readonly ConcurrentDictionary<string, ExternalEngine> _engines = new(StringComparer.Ordinal);
    private readonly IDataProtector _seal = protection.CreateProtector("Onebox.Serving.EngineKeys");
    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        },
        disposeHandler: true);

    public IEnumerable<ExternalEngine> All => _engines.Values;

    public ExternalEngine? Find(string name) => _engines.GetValueOrDefault(name);

    public string Seal(string key) => _seal.Protect(key);

    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        foreach (var record in await context.Engines.AsNoTracking().ToListAsync(cancellation)) Open(record);
    }

    /// <summary>Takes the engine in (instead of the one of the same name) and asks it at once.</summary>
    public async Task<ExternalEngine> PutAsync(EngineRecord record, CancellationToken cancellation)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellation))
        {
            await context.Engines.Where(e => e.Name == record.Name).ExecuteDeleteAsync(cancellation);
            context.Engines.Add(record);
            await context.SaveChangesAsync(cancellation);
        }

        groups.Close(Groups.EnginePrefix + record.Name);
        var engine = Open(record);
        await AskAsync(engine, cancellation);
        return engine;
    }

    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Engines.Where(e => e.Name == name).ExecuteDeleteAsync(cancellation);
        _engines.TryRemove(name, out _);
        groups.Close(Groups.EnginePrefix + name);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ProbeEnginesEvery, clock);
        do
        {
            await Task.WhenAll(All.Select(e => AskAsync(e, stoppingToken)));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    private ExternalEngine Open(EngineRecord record)
    {
        string? key = null;
        var unreadable = false;
        try
        {
            key = record.SealedKey is null ? null : _seal.Unprotect(record.SealedKey);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // The box's own keys were replaced: say so, rather than ask without the key.
            unreadable = true;
        }

        var group = groups.Open(record.Id, Groups.EnginePrefix + record.Name);
        var engine = new ExternalEngine(record, new Upstream(record.Id, _http, new Uri(record.Url + "/"), ours: false, key), group) { KeyUnreadable = unreadable };
        group.Lost = _ => AskAgain(engine);
        _engines[record.Name] = engine;
        return engine;
    }

    private void AskAgain(ExternalEngine engine) => _ = AskAsync(engine, CancellationToken.None);

    private async Task AskAsync(ExternalEngine engine, CancellationToken cancellation)
    {
        engine.Findings = engine.KeyUnreadable
            ? new EngineFindings("Its key cannot be read any more: the box's own secrets were replaced. Register it again with its key.", [])
            : await probe.RunAsync(engine.Upstream, cancellation);
        // Deleted or registered anew meanwhile: its group is not ours any more.
        if (Find(engine.Record.Name) != engine) return;
        engine.Group.Publish(engine.Findings.Fault is { } fault ? new GroupView(Availability.Down, [], fault) : new GroupView(Availability.Ready, [engine.Upstream]));
    }
}
