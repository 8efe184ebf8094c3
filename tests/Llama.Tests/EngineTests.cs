namespace Onebox.Llama.Tests;

public sealed class EngineTests
{
    [Fact]
    public async Task Generate_GreedyStory_BeginsAsKnown()
    {
        await using var engine = Stories.Engine();
        var result = await engine.Generate(new GenerationRequest { Text = Stories.Prompt, MaxTokens = 24, Sampling = SamplingOptions.Greedy }).CompleteAsync();

        Assert.StartsWith(" Lily. She loved to play outside in the park.", result.Text, StringComparison.Ordinal);
        Assert.Equal(FinishReason.Length, result.End.Reason);
        Assert.Equal(24, result.End.Usage.GeneratedTokens);
        Assert.NotNull(result.End.Timings.TimeToFirstToken);
    }

    [Fact]
    public async Task Generate_SamePromptAgain_ReadsItFromTheCache()
    {
        await using var engine = Stories.Engine();
        var request = new GenerationRequest { Text = Stories.Prompt, MaxTokens = 8, Sampling = SamplingOptions.Greedy };
        var first = await engine.Generate(request).CompleteAsync();
        var second = await engine.Generate(request).CompleteAsync();

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(0, first.End.Usage.CachedTokens);
        Assert.Equal(second.End.Usage.PromptTokens - 1, second.End.Usage.CachedTokens);
    }
}
