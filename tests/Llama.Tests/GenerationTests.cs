namespace Onebox.Llama.Tests;

public sealed class GenerationTests
{
    [Fact]
    public async Task Write_WithoutWaking_KeepsTheReaderAsleepUntilALaterToken()
    {
        await using var generation = new Generation(1, _ => { }, CancellationToken.None);
        var next = generation.MoveNextAsync().AsTask();
        generation.Write(7, null, "a"u8, null, wake: false);
        Assert.False(next.IsCompleted);

        generation.Write(8, null, "b"u8, null, wake: true);

        Assert.True(await next);
        Assert.Equal([7, 8], generation.Current.Tokens.ToArray());
        Assert.Equal("ab", generation.Current.Text);
    }

    [Fact]
    public async Task Write_TheEnd_WakesTheReader()
    {
        await using var generation = new Generation(1, _ => { }, CancellationToken.None);
        var next = generation.MoveNextAsync().AsTask();
        var end = new GenerationEnd(FinishReason.Length, null, 1, new(1, 0, 1, 0, 0, 0), new(default, default, default, null, 0));

        generation.Write(7, null, "a"u8, end, wake: false);

        Assert.True(await next);
        Assert.Equal(end, generation.Current.End);
    }
}
