using CsCheck;
using Onebox.Serving.Forwarding;
using Onebox.Serving.Routing;

namespace Onebox.Serving.Tests.Routing;

public sealed class ChoiceTests
{
    private static readonly HttpMessageInvoker Nothing = new(new HttpClientHandler());

    [Fact]
    public void TargetChoice_AnyWeightsAndStretch_KeepsSharesWithinAFewRequests() =>
        Gen.Select(Gen.Int[0, 100].Array[1, 6].Where(w => w.Sum() > 0), Gen.ULong[0, 1_000_000_000], Gen.Int[1, 2000]).Sample((weights, first, count) =>
        {
            var got = new int[weights.Length];
            for (var i = 0; i < count; i++) got[TargetChoice.Choose(weights, first + (ulong)i)]++;
            for (var i = 0; i < weights.Length; i++)
            {
                var due = (double)count * weights[i] / weights.Sum();
                // The discrepancy of the golden-ratio sequence grows with the logarithm of the stretch.
                Assert.InRange(got[i], due - 8, due + 8);
                if (weights[i] == 0) Assert.Equal(0, got[i]);
            }
        });

    [Fact]
    public void TargetChoice_Sticky_StaysAndStillFollowsTheWeights()
    {
        int[] weights = [90, 10];
        var second = 0;
        for (ulong user = 0; user < 2000; user++)
        {
            var first = TargetChoice.Choose(weights, 1, user);
            Assert.Equal(first, TargetChoice.Choose(weights, 77, user));
            second += first;
        }

        Assert.InRange(second, 140, 260);
    }

    [Fact]
    public void UpstreamChoice_WithoutPrefix_NeverTakesOneWithMoreOutstandingThanAnother() =>
        Gen.Select(Gen.Int[0, 20].Array[1, 8], Gen.ULong).Sample((loads, turn) =>
        {
            var upstreams = Upstreams(loads);
            Assert.Equal(loads.Min(), UpstreamChoice.Choose(upstreams, 0, 2, turn)!.Outstanding);
        });

    [Fact]
    public void UpstreamChoice_WithPrefix_StaysWithOneReplicaUnlessItIsBusierBySlack() =>
        Gen.Select(Gen.Int[0, 10].Array[2, 8], Gen.ULong[1, ulong.MaxValue], Gen.ULong, Gen.Int[0, 4]).Sample((loads, prefix, turn, slack) =>
        {
            var idle = Upstreams(new int[loads.Length]);
            var preferred = UpstreamChoice.Choose(idle, prefix, slack, turn)!.Id;
            Assert.Equal(preferred, UpstreamChoice.Choose(idle, prefix, slack, turn + 1)!.Id);
            var busy = Upstreams(loads);
            var chosen = UpstreamChoice.Choose(busy, prefix, slack, turn)!;
            var own = busy.Single(u => u.Id == preferred).Outstanding;
            if (own <= loads.Min() + slack) Assert.Equal(preferred, chosen.Id);
            else Assert.Equal(loads.Min(), chosen.Outstanding);
        });

    [Fact]
    public void UpstreamChoice_ReplicaGone_MovesOnlyItsOwnPrefixes()
    {
        var all = Upstreams(new int[4]);
        var fewer = all.Take(3).ToList();
        for (ulong prefix = 1; prefix < 500; prefix++)
        {
            var before = UpstreamChoice.Choose(all, prefix, 2, 0)!;
            if (before != all[3]) Assert.Same(before, UpstreamChoice.Choose(fewer, prefix, 2, 0));
        }
    }

    [Fact]
    public void UpstreamChoice_AllTried_IsNone()
    {
        var all = Upstreams([0, 0]);
        Assert.Null(UpstreamChoice.Choose(all, 5, 2, 0, all));
    }

    [Fact]
    public async Task Upstream_Drain_EndsWithTheLastRequestAndLetsNoneIn()
    {
        var upstream = new Upstream("rep_1", Nothing, new Uri("http://x/"), ours: true);
        Assert.True(upstream.TryEnter());
        var drained = upstream.DrainAsync();
        Assert.False(upstream.TryEnter());
        Assert.False(drained.IsCompleted);
        upstream.Leave();
        await drained.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, upstream.Outstanding);
    }

    private static List<Upstream> Upstreams(int[] loads) =>
    [
        .. loads.Select((load, i) =>
        {
            var upstream = new Upstream($"rep_{i}", Nothing, new Uri("http://x/"), ours: true);
            for (var n = 0; n < load; n++) Assert.True(upstream.TryEnter());
            return upstream;
        }),
    ];
}
