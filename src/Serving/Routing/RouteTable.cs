using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Kernel.Events;
using Onebox.Serving.Store;

namespace Onebox.Serving.Routing;

/// <summary>
/// All routes, in memory for requests and in the records for good. A change is written first and then shows to all requests at once: a
/// request sees the route before the change or after it, never a half of it.
/// </summary>
internal sealed class RouteTable(IDbContextFactory<ServingContext> contexts, Ids ids, TimeProvider clock, IEvents events) : IDisposable
{
    private readonly SemaphoreSlim _change = new(1, 1);
    private FrozenDictionary<string, Route> _routes = FrozenDictionary<string, Route>.Empty;

    public IEnumerable<Route> All => Volatile.Read(ref _routes).Values;

    public Route? Find(string name) => Volatile.Read(ref _routes).GetValueOrDefault(name);

    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var records = await context.Routes.AsNoTracking().ToListAsync(cancellation);
        Show(records.Select(r => r.ToRoute()));
    }

    /// <param name="onlyNew">True: leave a route that is already there as it is.</param>
    public async Task<Route> PutAsync(string name, IReadOnlyList<RouteTarget> targets, bool onlyNew, CancellationToken cancellation)
    {
        await _change.WaitAsync(cancellation);
        try
        {
            if (onlyNew && Find(name) is { } there) return there;
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var record = await context.Routes.FirstOrDefaultAsync(r => r.Name == name, cancellation);
            if (record is null) context.Routes.Add(record = new RouteRecord { Id = ids.New(ResourceKinds.Route), Name = name, Targets = "", CreatedAt = clock.GetUtcNow() });
            record.Point(targets, clock.GetUtcNow());
            await context.SaveChangesAsync(cancellation);
            var route = record.ToRoute();
            Show(All.Where(r => r.Name != name).Append(route));
            events.Publish(new RouteMoved(route.Id, name, targets));
            return route;
        }
        finally
        {
            _change.Release();
        }
    }

    public async Task<bool> DeleteAsync(string name, CancellationToken cancellation)
    {
        await _change.WaitAsync(cancellation);
        try
        {
            if (Find(name) is not { } route) return false;
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            await context.Routes.Where(r => r.Name == name).ExecuteDeleteAsync(cancellation);
            Show(All.Where(r => r.Name != name));
            events.Publish(new RouteDeleted(route.Id, name));
            return true;
        }
        finally
        {
            _change.Release();
        }
    }

    public void Dispose() => _change.Dispose();

    private void Show(IEnumerable<Route> routes) => Volatile.Write(ref _routes, routes.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal));
}
