namespace Onebox.Llama.Tests;

/// <summary>What a request gives does not depend on who else is there.</summary>
public sealed class ParallelTests
{
    private static readonly string[] Openings =
    [
        Stories.Prompt, "Once upon a time", "The dog", "Tom and Sam went to the", "One day, a big bear", "Lily wanted to", "The sun was", "A cat sat on the mat and",
    ];

    [Fact]
    public async Task Generate_RandomMixes_GiveTheTextThatEachGivesAlone()
    {
        var plan = Plan(seed: 7, count: 48);
        var alone = new List<string>();
        await using (var engine = Stories.Engine(o => o with { MaxSequences = 1, CachedPrefixes = 0 }))
            foreach (var request in plan) alone.Add((await engine.Generate(request).CompleteAsync()).Text);

        await using var crowded = Stories.Engine(o => o with { BatchTokens = 64 });
        var together = await Task.WhenAll(plan.Select(request => crowded.Generate(request).CompleteAsync()));

        Assert.Equal(alone, together.Select(r => r.Text));
    }

    [Fact]
    public async Task Generate_WithTooFewCells_PreemptsAndLosesNoText()
    {
        var plan = Plan(seed: 11, count: 24);
        var alone = new List<string>();
        await using (var engine = Stories.Engine(o => o with { MaxSequences = 1, CachedPrefixes = 0 }))
            foreach (var request in plan) alone.Add((await engine.Generate(request).CompleteAsync()).Text);

        await using var cramped = Stories.Engine(o => o with { ContextTokens = 128, BatchTokens = 32 });
        var together = await Task.WhenAll(plan.Select(request => cramped.Generate(request).CompleteAsync()));

        Assert.True(cramped.Snapshot().Preemptions > 0);
        Assert.Equal(alone, together.Select(r => r.Text));
    }

    [Fact]
    public async Task Generate_ThousandRequestsWithRandomCancels_LeaveNothingBehind()
    {
        var random = new Random(3);
        await using var engine = Stories.Engine(o => o with { ContextTokens = 512, QueueLimit = 2000, BatchTokens = 64 });
        var plan = Plan(seed: 5, count: 1000);
        var done = 0;
        await Task.WhenAll(plan.Select(async request =>
        {
            var give = random.Next(4) == 0 ? random.Next(1, 12) : int.MaxValue;
            var read = 0;
            // Leaving the loop is what a disconnected client does.
            await foreach (var chunk in engine.Generate(request with { MaxTokens = Math.Min(request.MaxTokens, 24) }))
                if ((read += chunk.Tokens.Length) >= give) break;
            Interlocked.Increment(ref done);
        }));
        await engine.ClearCacheAsync();
        await engine.DrainAsync();
        var end = engine.Snapshot();

        Assert.Equal(1000, done);
        Assert.Equal(1000, end.Finished + end.Cancelled);
        Assert.Equal(0, end.Failed);
        Assert.Equal((0, 0), (end.Running, end.Waiting));
    }

    [Fact]
    public async Task ClearCache_AfterRequests_FreesEveryCell()
    {
        await using var engine = Stories.Engine();
        await Task.WhenAll(Plan(seed: 9, count: 30).Select(request => engine.Generate(request).CompleteAsync()));
        Assert.True(engine.Snapshot().UsedCells > 0);

        await engine.ClearCacheAsync();

        Assert.Equal(0, engine.Snapshot().UsedCells);
        Assert.Equal(0, engine.Snapshot().CachedPrefixes);
        Assert.Equal(0, await engine.OccupiedSequencesAsync());
    }

    [Fact]
    public async Task Generate_WithADraftModel_GivesTheSameText()
    {
        var plan = Plan(seed: 21, count: 12);
        await using var plain = Stories.Engine(o => o with { MaxSequences = 2 });
        await using var drafted = Stories.Engine(o => o with { MaxSequences = 2, Draft = Stories.Model });
        foreach (var request in plan)
            Assert.Equal((await plain.Generate(request).CompleteAsync()).Text, (await drafted.Generate(request).CompleteAsync()).Text);

        var both = await Task.WhenAll(plan.Select(request => drafted.Generate(request).CompleteAsync()));
        var alone = await Task.WhenAll(plan.Select(request => plain.Generate(request).CompleteAsync()));
        Assert.Equal(alone.Select(r => r.Text), both.Select(r => r.Text));
        // The draft is the model itself, so greedy guesses are right.
        Assert.True(drafted.Snapshot().AcceptedTokens > drafted.Snapshot().DraftTokens / 4);
    }

    [Fact]
    public async Task Generate_LongPromptBesideAStream_DoesNotStopTheStream()
    {
        await using var engine = Stories.Engine(o => o with { PromptStall = TimeSpan.FromMilliseconds(1), ContextTokens = 1024 });
        var stream = engine.Generate(new GenerationRequest { Text = Stories.Prompt, MaxTokens = 300, IgnoreEndOfText = true, Sampling = SamplingOptions.Greedy });
        await using var reader = stream.GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        var before = engine.Snapshot().Steps;

        var prompt = Enumerable.Range(0, 400).Select(i => 5 + (i * 7 % 400)).ToArray();
        var other = await engine.Generate(new GenerationRequest { Tokens = prompt, MaxTokens = 1 }).CompleteAsync();

        // 400 tokens in one step would take one step; the stream got a token with each of these.
        Assert.True(engine.Snapshot().Steps - before > 4);
        Assert.Single(other.Tokens);
    }

    private static List<GenerationRequest> Plan(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new GenerationRequest
        {
            Text = Openings[random.Next(Openings.Length)],
            MaxTokens = random.Next(1, 60),
            FairnessKey = "key" + random.Next(3),
            Sampling = random.Next(4) == 0 ? SamplingOptions.Greedy with { Seed = 1 } : new SamplingOptions
            {
                Seed = (ulong)i, Temperature = 0.5f + random.NextSingle(), TopK = random.Next(2) * 20, TopP = random.Next(2) == 0 ? 1 : 0.9f,
                MinP = random.Next(2) * 0.05f, RepetitionPenalty = 1 + (random.Next(2) * 0.1f),
            },
        })];
    }
}
