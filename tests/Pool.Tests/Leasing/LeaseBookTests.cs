using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Onebox.Kernel;
using Onebox.Pool.Inventory;
using Onebox.Pool.Leasing;
using Onebox.Pool.Store;

namespace Onebox.Pool.Tests.Leasing;

/// <summary>Random leases and releases against real records and a plain model of what is left of each device.</summary>
public sealed class LeaseBookTests
{
    private const int Gpus = 3;
    private const long GpuBytes = 10;
    private const long MemoryBytes = 30;
    private const double Cores = 4;

    private static readonly Gen<SliceRequest> Slice = Gen.Frequency(
        (3, Gen.Select(Gen.Long[0, 12], Gen.Int[0, 4], (b, c) => new SliceRequest("gpu", b, c / 4.0))),
        (1, Gen.Select(Gen.Long[0, 12], Gen.Int[0, Gpus - 1], (b, n) => new SliceRequest("gpu", b, 0.25, $"dev_gpu{n}"))),
        (2, Gen.Long[0, 20].Select(b => new SliceRequest("memory", b, 0))),
        (2, Gen.Int[0, 12].Select(c => new SliceRequest("cpu", 0, c / 4.0))));

    /// <summary>A number picks a lease to release; slices ask for a new one.</summary>
    private static readonly Gen<(int Release, SliceRequest[] Ask)[]> Steps = Gen.Select(Gen.Int[-1, 5], Slice.Array[1, 4]).Array[1, 25];

    [Fact]
    public async Task Leases_OverAnyHistory_AreWholeOrNothingAndNeverOverCommitted()
    {
        await using var box = await StartAsync();
        await Steps.SampleAsync(async steps =>
        {
            var (book, store) = (box.Get<LeaseBook>(), box.Get<LeaseStore>());
            await store.RemoveOfNodeAsync(FakeNode.Id);
            List<LeaseRecord> held = [];
            foreach (var (release, ask) in steps)
            {
                if (release >= 0 && release < held.Count)
                {
                    Assert.True(await book.ReleaseAsync(held[release].Id));
                    held.RemoveAt(release);
                }
                else
                {
                    var fits = ModelFits(held, ask);
                    try
                    {
                        var lease = await book.LeaseAsync(new LeaseRequest("dep_x", "x", ask));
                        Assert.True(fits, "granted what the model has no room for");
                        AssertIsWhatWasAsked(ask, lease);
                        held.Add(lease);
                    }
                    catch (ProblemException refused) when (refused.Problem.Code == "pool.insufficient")
                    {
                        Assert.False(fits, "refused what the model has room for: " + refused.Message);
                    }
                }

                var recorded = await store.ListAsync();
                Assert.Equal(held.Select(h => h.Id).Order(StringComparer.Ordinal), recorded.Select(r => r.Id));
                foreach (var slices in recorded.SelectMany(r => r.Slices).GroupBy(s => s.DeviceId, StringComparer.Ordinal))
                {
                    Assert.True(slices.Sum(s => s.Bytes) <= Capacity(slices.Key).Bytes);
                    Assert.True(slices.Sum(s => s.Compute) <= Capacity(slices.Key).Compute + 1e-6);
                }
            }
        }, iter: 60, threads: 1);
    }

    [Fact]
    public async Task Release_OfEverything_RestoresAllRoom()
    {
        await using var box = await StartAsync();
        var book = box.Get<LeaseBook>();
        var everything = new LeaseRequest("dep_x", "x", [new("memory", MemoryBytes, 0), new("cpu", 0, Cores), .. Enumerable.Range(0, Gpus).Select(_ => new SliceRequest("gpu", GpuBytes, 1))]);
        for (var round = 0; round < 3; round++)
        {
            var lease = await book.LeaseAsync(everything);
            Assert.Equal(Gpus, lease.Slices.Where(s => s.DeviceKind == "gpu").Select(s => s.DeviceId).Distinct().Count());
            await Assert.ThrowsAsync<ProblemException>(() => book.LeaseAsync(new LeaseRequest("dep_y", "y", [new("memory", 1, 0)])));
            await book.ReleaseAsync(lease.Id);
        }
    }

    [Fact]
    public async Task Lease_ThatDoesNotFit_SaysWhoHoldsWhatAndWhatToStop()
    {
        await using var box = await StartAsync();
        var book = box.Get<LeaseBook>();
        await book.LeaseAsync(new LeaseRequest("dep_a", "deployment assistant", [new("memory", 20, 0)]));
        var error = await Assert.ThrowsAsync<ProblemException>(() => book.LeaseAsync(new LeaseRequest("dep_b", "deployment other", [new("memory", 15, 0), new("cpu", 0, 1)])));

        Assert.Equal("There is no room for deployment other on box. Main memory: asked 15 bytes, free 10 bytes (held by deployment assistant: 20 bytes).", error.Problem.Detail);
        Assert.Equal("Stop deployment assistant, or ask for less.", error.Problem.Remedy);
        Assert.Equal(507, error.Problem.Status);
    }

    [Fact]
    public async Task Lease_OfADeviceThatIsNotThere_NamesIt()
    {
        await using var box = await StartAsync();
        var error = await Assert.ThrowsAsync<ProblemException>(() => box.Get<LeaseBook>().LeaseAsync(new LeaseRequest("dep_a", "a", [new("gpu", 1, 0, "dev_none")])));
        Assert.Equal("pool.device_unknown", error.Problem.Code);
    }

    [Fact]
    public async Task Lease_OfAKindThatTheBoxLacks_SaysSo()
    {
        await using var box = await TestBox.StartAsync(also: s => s.AddSingleton<INodeInventory>(new FakeNode(FakeNode.Memory(10))));
        var error = await Assert.ThrowsAsync<ProblemException>(() => box.Get<LeaseBook>().LeaseAsync(new LeaseRequest("dep_a", "a", [new("gpu", 1, 0)])));
        Assert.Contains("asked 1 bytes, but box has no gpu", error.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_ThatNoPoolCouldGrant_IsRefusedWithAllErrors()
    {
        var error = Assert.Throws<ProblemException>(() => LeaseBook.Validate(new LeaseRequest("dep_a", "a", [new("disk", 1, 0), new("memory", -1, double.NaN)])));
        Assert.Equal(["slices[0].deviceKind", "slices[1].bytes", "slices[1].compute"], error.Problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    private static Task<TestBox> StartAsync() => TestBox.StartAsync(also: s => s.AddSingleton<INodeInventory>(new FakeNode(
        [FakeNode.Memory(MemoryBytes), FakeNode.Cpu(Cores), .. Enumerable.Range(0, Gpus).Select(n => FakeNode.Gpu(n, GpuBytes))])));

    private static (long Bytes, double Compute) Capacity(string device) => device switch
    {
        "dev_memory" => (MemoryBytes, 0),
        "dev_cpu" => (0, Cores),
        _ => (GpuBytes, 1),
    };

    private static void AssertIsWhatWasAsked(SliceRequest[] ask, LeaseRecord lease)
    {
        Assert.Equal(ask.Select(a => (a.DeviceKind, a.Bytes, a.Compute)), lease.Slices.OrderBy(s => s.Number).Select(s => (s.DeviceKind, s.Bytes, s.Compute)));
        Assert.All(ask.Zip(lease.Slices.OrderBy(s => s.Number)), pair => Assert.True(pair.First.DeviceId is null || pair.First.DeviceId == pair.Second.DeviceId));
        var chosen = lease.Slices.Where((s, i) => ask[i] is { DeviceKind: "gpu", DeviceId: null }).Select(s => s.DeviceId).ToList();
        Assert.Equal(chosen.Count, chosen.Distinct().Count());
    }

    /// <summary>Tries every way to place the slices: slow, and plainly right.</summary>
    private static bool ModelFits(List<LeaseRecord> held, SliceRequest[] ask)
    {
        var room = new[] { "dev_memory", "dev_cpu" }.Concat(Enumerable.Range(0, Gpus).Select(n => $"dev_gpu{n}")).ToDictionary(d => d, d =>
        {
            var slices = held.SelectMany(h => h.Slices).Where(s => s.DeviceId == d).ToList();
            return (Bytes: Capacity(d).Bytes - slices.Sum(s => s.Bytes), Compute: Capacity(d).Compute - slices.Sum(s => s.Compute));
        });
        var named = ask.Select(a => a.DeviceId).OfType<string>().ToHashSet();
        return Place(0, []);

        bool Place(int i, HashSet<string> taken)
        {
            if (i == ask.Length) return true;
            var slice = ask[i];
            var chosen = slice is { DeviceKind: "gpu", DeviceId: null };
            IEnumerable<string> places = slice.DeviceId is not null ? [slice.DeviceId] : chosen ? room.Keys.Where(d => d.StartsWith("dev_gpu", StringComparison.Ordinal) && !named.Contains(d) && !taken.Contains(d)).ToList() : ["dev_" + slice.DeviceKind];
            foreach (var device in places)
            {
                var before = room[device];
                if (slice.Bytes > before.Bytes || slice.Compute > before.Compute + 1e-9) continue;
                room[device] = (before.Bytes - slice.Bytes, before.Compute - slice.Compute);
                if (Place(i + 1, chosen ? [.. taken, device] : taken)) return true;
                room[device] = before;
            }

            return false;
        }
    }
}
