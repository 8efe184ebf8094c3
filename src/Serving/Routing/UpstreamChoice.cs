using System.IO.Hashing;
using System.Runtime.InteropServices;
using Onebox.Serving.Forwarding;

namespace Onebox.Serving.Routing;

/// <summary>
/// Chooses the replica for a request: the least outstanding work, except that a prompt whose beginning was seen before goes to the
/// replica that has it in its cache, unless that one is busier than the least busy by more than <c>slack</c> requests. The preferred
/// replica follows from the hash alone (rendezvous hashing, Thaler and Ravishankar 1998), so nothing is kept, and a replica that comes
/// or goes moves only its own prefixes.
/// </summary>
internal static class UpstreamChoice
{
    /// <param name="prefix">0 for none.</param>
    /// <param name="turn">Breaks ties: another number for each request.</param>
    /// <param name="except">Upstreams already tried.</param>
    public static Upstream? Choose(IReadOnlyList<Upstream> ready, ulong prefix, int slack, ulong turn, IReadOnlyCollection<Upstream>? except = null)
    {
        Upstream? least = null, preferred = null;
        var leastOutstanding = int.MaxValue;
        ulong highest = 0;
        var first = ready.Count == 0 ? 0 : (int)(turn % (ulong)ready.Count);
        for (var i = 0; i < ready.Count; i++)
        {
            var upstream = ready[(first + i) % ready.Count];
            if (except is not null && except.Contains(upstream)) continue;
            var outstanding = upstream.Outstanding;
            if (outstanding < leastOutstanding) (least, leastOutstanding) = (upstream, outstanding);
            if (prefix == 0) continue;
            var score = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(upstream.Id.AsSpan()), unchecked((long)prefix));
            if (preferred is null || score > highest) (preferred, highest) = (upstream, score);
        }

        return preferred is not null && preferred.Outstanding <= leastOutstanding + slack ? preferred : least;
    }
}
