namespace Onebox.Llama.Tests;

public sealed class FairQueueTests
{
    [Fact]
    public void Dequeue_OneKeyFloodsAnother_TheyTakeTurns()
    {
        var queue = new FairQueue();
        for (var i = 0; i < 20; i++) queue.Enqueue(Waiting("greedy"));
        queue.Enqueue(Waiting("modest"));
        queue.Enqueue(Waiting("modest"));

        var served = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var sequence = queue.Dequeue(_ => true)!;
            served.Add(sequence.Key!.Name);
            FairQueue.Charge(sequence, 10);
        }

        Assert.Equal(2, served.Count(s => s == "modest"));
    }

    [Fact]
    public void Dequeue_KeyThatWasIdle_CannotSaveUpTurns()
    {
        var queue = new FairQueue();
        for (var i = 0; i < 10; i++)
        {
            queue.Enqueue(Waiting("busy"));
            var sequence = queue.Dequeue(_ => true)!;
            FairQueue.Charge(sequence, 100);
            queue.Left(sequence);
        }
        for (var i = 0; i < 6; i++) { queue.Enqueue(Waiting("busy")); queue.Enqueue(Waiting("new")); }

        var served = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var sequence = queue.Dequeue(_ => true)!;
            served.Add(sequence.Key!.Name);
            FairQueue.Charge(sequence, 100);
        }
        Assert.InRange(served.Count(s => s == "new"), 3, 4);
    }

    [Fact]
    public void Dequeue_FirstIsNotAdmissible_AnotherKeyGoes()
    {
        var queue = new FairQueue();
        queue.Enqueue(Waiting("long"));
        queue.Enqueue(Waiting("short"));
        Assert.Equal("short", queue.Dequeue(s => s.Request.FairnessKey == "short")!.Key!.Name);
        Assert.Null(queue.Dequeue(_ => false));
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void Dequeue_BackgroundWork_WaitsUntilNobodyElseDoes()
    {
        var queue = new FairQueue();
        for (var i = 0; i < 3; i++) queue.Enqueue(Waiting("batch", background: true));
        queue.Enqueue(Waiting("person"));
        Assert.Null(queue.Dequeue(s => s.Request.Background));
        Assert.False(queue.Dequeue(_ => true)!.Request.Background);
        Assert.True(queue.Dequeue(_ => true)!.Request.Background);
        queue.Enqueue(Waiting("batch"));
        Assert.False(queue.Dequeue(_ => true)!.Request.Background);
        Assert.Equal(2, queue.Count);
    }

    private static Sequence Waiting(string key, bool background = false)
    {
        var output = new Generation(1, _ => { }, CancellationToken.None);
        return new Sequence(new GenerationRequest { FairnessKey = key, Background = background }, [1], new EngineOptions { SequenceTokens = 100 }, 1, output, null!);
    }
}
