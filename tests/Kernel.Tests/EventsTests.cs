using Microsoft.Extensions.DependencyInjection;
using Onebox.Kernel.Events;

namespace Onebox.Kernel.Tests;

public sealed class EventsTests
{
    private readonly IEvents _events = new ServiceCollection().AddLogging().AddKernel().BuildServiceProvider().GetRequiredService<IEvents>();

    [Fact]
    public void Publish_ListenerFails_TheOthersStillHear()
    {
        var heard = new List<int>();
        using var bad = _events.Subscribe<Counted>(_ => throw new InvalidOperationException());
        using var good = _events.Subscribe<Counted>(e => heard.Add(e.Number));
        _events.Publish(new Counted(1));
        Assert.Equal([1], heard);
    }

    [Fact]
    public void Dispose_EndsTheSubscription()
    {
        var heard = 0;
        var subscription = _events.Subscribe<Counted>(_ => heard++);
        _events.Publish(new Counted(1));
        subscription.Dispose();
        _events.Publish(new Counted(2));
        Assert.Equal(1, heard);
    }

    private sealed record Counted(int Number);
}
