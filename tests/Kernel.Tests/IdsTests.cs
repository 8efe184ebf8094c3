using Microsoft.Extensions.Time.Testing;

namespace Onebox.Kernel.Tests;

public sealed class IdsTests
{
    [Fact]
    public void New_ManyAtOnce_AreInOrderAndDistinct()
    {
        var ids = new Ids(TimeProvider.System);
        var made = Enumerable.Range(0, 10_000).Select(_ => ids.New(ResourceKinds.Model)).ToList();
        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(made.Count, made.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void New_ClockGoesBack_StaysInOrder()
    {
        var clock = new FakeTimeProvider();
        var ids = new Ids(clock);
        var before = ids.New("mdl");
        clock.AdjustTime(clock.GetUtcNow().AddHours(-1));
        Assert.True(string.CompareOrdinal(ids.New("mdl"), before) > 0);
    }

    [Fact]
    public void New_LaterTime_SortsAfter()
    {
        var clock = new FakeTimeProvider();
        var early = new Ids(clock).New("tsk");
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(string.CompareOrdinal(new Ids(clock).New("tsk"), early) > 0);
    }

    [Theory]
    [InlineData("mdl", true)]
    [InlineData("tsk", false)]
    public void Is_ByPrefix(string prefix, bool expected) => Assert.Equal(expected, Ids.Is(new Ids(TimeProvider.System).New("mdl"), prefix));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mdl_")]
    [InlineData("mdl_01JD3Q9W6Z8X5T4R2P0N7M1K3I")]
    [InlineData("mdl_01jd3q9w6z8x5t4r2p0n7m1k3h")]
    public void Is_NoId_IsFalse(string? text) => Assert.False(Ids.Is(text, "mdl"));
}
