using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Security.Keys;
using Onebox.Security.Users;

namespace Onebox.Security;

/// <summary>Finds users and keys, for those who may read access.</summary>
internal sealed class AccessSearch(UserStore users, KeyStore keys) : ISearchSource
{
    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.AccessRead)) return [];
        var people = (await users.ListAsync(cancellation)).Select(u => new SearchHit(u.Id, "user", u.Name, u.Role, Math.Max(SearchScore.Of(u.Name, text), SearchScore.Of(u.Id, text)), "/access"));
        var programs = (await keys.ListAsync(null, cancellation)).Select(k => new SearchHit(k.Key.Id, "key", k.Key.Name, k.Key.Role, Math.Max(SearchScore.Of(k.Key.Name, text), SearchScore.Of(k.Key.Id, text)), "/access"));
        return [.. people.Concat(programs).Where(h => h.Score > 0).OrderByDescending(h => h.Score).Take(limit)];
    }
}
