using System.Text;

namespace Onebox.Llama.Tests;

public sealed class EngineTests
{
    private static GenerationRequest Story(int tokens) => new() { Text = Stories.Prompt, MaxTokens = tokens, Sampling = SamplingOptions.Greedy };

    [Fact]
    public async Task Generate_GreedyStory_BeginsAsKnown()
    {
        await using var engine = Stories.Engine();
        var result = await engine.Generate(Story(24)).CompleteAsync();

        Assert.StartsWith(" Lily. She loved to play outside in the park.", result.Text, StringComparison.Ordinal);
        Assert.Equal(FinishReason.Length, result.End.Reason);
        Assert.Equal(24, result.End.Usage.GeneratedTokens);
        Assert.NotNull(result.End.Timings.TimeToFirstToken);
    }

    [Fact]
    public async Task Generate_SamePromptAgain_ReadsItFromTheCache()
    {
        await using var engine = Stories.Engine();
        var first = await engine.Generate(Story(8)).CompleteAsync();
        var second = await engine.Generate(Story(8)).CompleteAsync();

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(0, first.End.Usage.CachedTokens);
        Assert.Equal(second.End.Usage.PromptTokens - 1, second.End.Usage.CachedTokens);
        Assert.True(engine.Snapshot().CacheHitRatio > 0.4);
    }

    [Fact]
    public async Task Generate_SamePromptAtOnce_ComputesItOnce()
    {
        await using var engine = Stories.Engine();
        var prompt = Repeat(Stories.Prompt + " Lily. ", 12);
        var both = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => engine.Generate(new GenerationRequest { Text = prompt, MaxTokens = 4, Sampling = SamplingOptions.Greedy }).CompleteAsync()));

        Assert.Single(both, r => r.End.Usage.CachedTokens == 0);
        Assert.Equal(2, both.Count(r => r.End.Usage.CachedTokens == r.End.Usage.PromptTokens - 1));
    }

    [Fact]
    public async Task Generate_SeveralAtOnceOnAnIdleEngine_AreReadInOneBatch()
    {
        await using var engine = Stories.Engine();
        var fewest = long.MaxValue;
        // Another process may come between two submissions, but not every time.
        for (var attempt = 0; attempt < 10 && fewest > 4; attempt++)
        {
            var before = engine.Snapshot().Steps;
            var stories = Enumerable.Range(0, 6).Select(i => engine.Generate(Story(4) with { Text = $"{attempt} {i} times upon a time", IgnoreEndOfText = true })).ToArray();
            foreach (var story in stories) await story.CompleteAsync();
            fewest = Math.Min(fewest, engine.Snapshot().Steps - before);
        }

        Assert.Equal(4, fewest);
    }

    [Fact]
    public async Task Generate_StopAcrossTokens_EndsBeforeIt()
    {
        await using var engine = Stories.Engine();
        var result = await engine.Generate(Story(60) with { Stops = ["nowhere", "outside in the pa"] }).CompleteAsync();

        Assert.Equal(" Lily. She loved to play ", result.Text);
        Assert.Equal(FinishReason.StopString, result.End.Reason);
        Assert.Equal("outside in the pa", result.End.Stop);
    }

    [Fact]
    public async Task Generate_Streamed_GivesTheSameTextInPieces()
    {
        await using var engine = Stories.Engine();
        var whole = await engine.Generate(Story(40)).CompleteAsync();
        var text = new StringBuilder();
        var tokens = 0;
        GenerationEnd? end = null;
        await foreach (var chunk in engine.Generate(Story(40)))
        {
            Assert.Null(end);
            text.Append(chunk.Text);
            tokens += chunk.Tokens.Length;
            end = chunk.End;
        }
        Assert.Equal(whole.Text, text.ToString());
        Assert.Equal(40, tokens);
        Assert.Equal(40, end!.Usage.GeneratedTokens);
    }

    [Fact]
    public async Task Generate_WithGrammar_FollowsIt()
    {
        await using var engine = Stories.Engine();
        var request = new GenerationRequest
        {
            Text = Stories.Prompt,
            MaxTokens = 64,
            Sampling = new SamplingOptions { Seed = 5 },
            Grammar = new Grammar("""root ::= "{\"name\": \"" [a-z]{3,8} "\", \"age\": " [1-9] [0-9]? "}" """),
        };
        var result = await engine.Generate(request).CompleteAsync();

        Assert.Equal(FinishReason.EndOfText, result.End.Reason);
        using var json = System.Text.Json.JsonDocument.Parse(result.Text);
        Assert.InRange(json.RootElement.GetProperty("name").GetString()!.Length, 3, 8);
        Assert.InRange(json.RootElement.GetProperty("age").GetInt32(), 1, 99);
    }

    [Fact]
    public async Task Generate_WithTriggeredGrammar_IsFreeUntilTheTriggerAndBoundAfter()
    {
        await using var engine = Stories.Engine();
        var grammar = new Grammar("""root ::= " park" [ ]{0,2} "{" [0-9]{2} "}" """, Triggers: ["( park)"]);
        var result = await engine.Generate(Story(60) with { Grammar = grammar }).CompleteAsync();

        Assert.Matches(@"^ Lily\. She loved to play outside in the park {0,2}\{[0-9]{2}\}$", result.Text);
        Assert.Equal(FinishReason.EndOfText, result.End.Reason);
    }

    [Fact]
    public async Task Generate_TriggerInATokenThatTheGrammarRefuses_TakesAnotherToken()
    {
        await using var engine = Stories.Engine();
        // "park" can only begin inside tokens that bring more than the grammar takes, or letter by letter.
        var grammar = new Grammar("""root ::= "pa!" """, Triggers: ["(pa)"]);
        var result = await engine.Generate(Story(40) with { Grammar = grammar }).CompleteAsync();
        Assert.DoesNotContain("park", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_WithBrokenGrammar_IsRefusedAtOnce()
    {
        await using var engine = Stories.Engine();
        var error = Assert.Throws<LlamaException>(() => engine.Generate(Story(4) with { Grammar = new Grammar("root ::= (") }));
        Assert.Equal(LlamaErrorCode.BadGrammar, error.Code);
        Assert.Equal(4, (await engine.Generate(Story(4)).CompleteAsync()).Tokens.Count);
    }

    [Fact]
    public async Task Generate_Logprobs_AgreeWithScoringTheText()
    {
        await using var engine = Stories.Engine();
        var prompt = engine.Model.Vocabulary.Tokenize(Stories.Prompt);
        var result = await engine.Generate(Story(12) with { Logprobs = 3 }).CompleteAsync();
        int[] whole = [.. prompt, .. result.Tokens];

        var scores = await engine.ScoreAsync(whole, prompt.Length, top: 3);

        Assert.Equal(result.Tokens, scores.Select(s => s.Token));
        for (var i = 0; i < scores.Count; i++)
        {
            Assert.Equal(result.Logprobs[i].Logprob, scores[i].Logprob, 1e-3);
            Assert.Equal(result.Logprobs[i].Token, result.Logprobs[i].Top.Span[0].Token);
            Assert.True(scores[i].IsPrompt);
        }
    }

    [Fact]
    public async Task Score_WholeText_StartsAtTheSecondTokenAndReusesNothingBefore()
    {
        await using var engine = Stories.Engine();
        var tokens = engine.Model.Vocabulary.Tokenize(Repeat(Stories.Prompt, 12));
        var cold = await engine.ScoreAsync(tokens);
        var warm = await engine.ScoreAsync(tokens);

        Assert.Equal(tokens.Length - 1, cold.Count);
        Assert.Equal(tokens.Skip(1), cold.Select(s => s.Token));
        Assert.All(cold.Zip(warm), pair => Assert.Equal(pair.First.Logprob, pair.Second.Logprob, 1e-3));
    }

    [Fact]
    public async Task Generate_EndOfText_EndsUnlessIgnored()
    {
        await using var engine = Stories.Engine();
        var ended = await engine.Generate(new GenerationRequest { Text = Stories.Prompt, Sampling = SamplingOptions.Greedy }).CompleteAsync();
        var ignored = await engine.Generate(new GenerationRequest { Text = Stories.Prompt, Sampling = SamplingOptions.Greedy, IgnoreEndOfText = true, MaxTokens = ended.Tokens.Count + 10 }).CompleteAsync();

        Assert.Contains(ended.End.Reason, new[] { FinishReason.EndOfText, FinishReason.Length });
        Assert.Equal(FinishReason.Length, ignored.End.Reason);
        Assert.True(ignored.Tokens.Count > ended.Tokens.Count || ended.End.Reason == FinishReason.Length);
    }

    [Fact]
    public async Task Generate_ContextFull_EndsOrShiftsAsAsked()
    {
        await using var engine = Stories.Engine(o => o with { ContextTokens = 256, SequenceTokens = 64 });
        var plain = await engine.Generate(Story(200) with { IgnoreEndOfText = true }).CompleteAsync();
        var shifted = await engine.Generate(Story(200) with { IgnoreEndOfText = true, AllowContextShift = true }).CompleteAsync();

        Assert.Equal(FinishReason.Length, plain.End.Reason);
        Assert.Equal(64, plain.End.Usage.PromptTokens + plain.End.Usage.GeneratedTokens);
        Assert.Equal(200, shifted.Tokens.Count);
        Assert.Equal(plain.Tokens, shifted.Tokens.Take(plain.Tokens.Count));
    }

    [Fact]
    public async Task Generate_TooLongAPrompt_IsRefused()
    {
        await using var engine = Stories.Engine(o => o with { SequenceTokens = 32 });
        var error = Assert.Throws<LlamaException>(() => engine.Generate(new GenerationRequest { Text = Repeat(Stories.Prompt, 20) }));
        Assert.Equal(LlamaErrorCode.ContextTooLong, error.Code);
    }

    [Fact]
    public async Task Generate_QueueFull_RefusesWithAnEstimate()
    {
        await using var engine = Stories.Engine(o => o with { MaxSequences = 1, QueueLimit = 1 });
        var running = engine.Generate(Story(400) with { IgnoreEndOfText = true });
        var waiting = engine.Generate(Story(1));

        var error = Assert.Throws<LlamaException>(() => engine.Generate(Story(1)));

        Assert.Equal(LlamaErrorCode.QueueFull, error.Code);
        Assert.True(error.RetryAfter >= TimeSpan.FromSeconds(1));
        Assert.Equal(1, engine.Snapshot().Rejected);
        running.Cancel();
        Assert.Single((await waiting.CompleteAsync()).Tokens);
    }

    [Fact]
    public async Task Cancel_WhileRunningOrWaiting_EndsBothAndFreesThePlace()
    {
        await using var engine = Stories.Engine(o => o with { MaxSequences = 1 });
        using var source = new CancellationTokenSource();
        var running = engine.Generate(Story(450) with { IgnoreEndOfText = true }, source.Token);
        var waiting = engine.Generate(Story(5), source.Token);
        await using (var reader = running.GetAsyncEnumerator()) Assert.True(await reader.MoveNextAsync());

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(waiting.CompleteAsync);
        Assert.Equal(5, (await engine.Generate(Story(5)).CompleteAsync()).Tokens.Count);
        Assert.Equal(2, engine.Snapshot().Cancelled);
    }

    [Fact]
    public async Task Dispose_WithRequestsRunning_TellsThemAndTakesNoMore()
    {
        var engine = Stories.Engine();
        var running = engine.Generate(Story(450) with { IgnoreEndOfText = true });
        await engine.DisposeAsync();

        var error = await Assert.ThrowsAsync<LlamaException>(running.CompleteAsync);
        Assert.Equal(LlamaErrorCode.EngineStopped, error.Code);
        Assert.Equal(LlamaErrorCode.EngineStopped, Assert.Throws<LlamaException>(() => engine.Generate(Story(1))).Code);
    }

    [Fact]
    public async Task Drain_WithRequestsRunning_LetsThemFinish()
    {
        await using var engine = Stories.Engine();
        var running = engine.Generate(Story(50) with { IgnoreEndOfText = true });
        await engine.DrainAsync();
        Assert.Equal(50, (await running.CompleteAsync()).Tokens.Count);
    }

    [Fact]
    public async Task Generate_LogitBias_BansAToken()
    {
        await using var engine = Stories.Engine();
        var first = (await engine.Generate(Story(1)).CompleteAsync()).Tokens[0];
        var banned = SamplingOptions.Greedy with { LogitBias = new Dictionary<int, float> { [first] = float.NegativeInfinity } };
        Assert.NotEqual(first, (await engine.Generate(Story(1) with { Sampling = banned }).CompleteAsync()).Tokens[0]);
    }

    [Theory]
    [InlineData(-1f, 1f)]
    [InlineData(1f, 0f)]
    [InlineData(float.NaN, 1f)]
    public async Task Generate_ImpossibleSampling_IsTheCallersFault(float temperature, float topP)
    {
        await using var engine = Stories.Engine();
        var error = Assert.Throws<LlamaException>(() => engine.Generate(Story(1) with { Sampling = new SamplingOptions { Temperature = temperature, TopP = topP } }));
        Assert.Equal(LlamaErrorCode.BadRequest, error.Code);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
