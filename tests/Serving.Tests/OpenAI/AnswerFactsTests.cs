using System.Text;
using CsCheck;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Tests.OpenAI;

public sealed class AnswerFactsTests
{
    [Fact]
    public void Read_OursAndLlamaServersAndResponses_FindsTokensAndTimes()
    {
        var ours = Read("""{"choices":[{"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":6}},"timings":{"queue_ms":0.5,"prefill_ms":1,"decode_ms":2,"time_to_first_token_ms":3,"tokens_per_second":40}}""");
        Assert.Equal((9, 4, 6, "tool_calls", 0.5, 40.0), (ours.PromptTokens, ours.GeneratedTokens, ours.CachedTokens, ours.FinishReason, ours.QueueMilliseconds, ours.TokensPerSecond));
        var llama = Read("""{"usage": {"completion_tokens": 4, "prompt_tokens": 9}, "timings": {"prompt_ms": 12.5, "predicted_ms": 7.5}}""");
        Assert.Equal((9, 4, 12.5, 7.5), (llama.PromptTokens, llama.GeneratedTokens, llama.PrefillMilliseconds, llama.DecodeMilliseconds));
        var responses = Read("""data: {"type":"response.completed","response":{"usage":{"input_tokens":3,"output_tokens":2,"input_tokens_details":{"cached_tokens":1}}}}""");
        Assert.Equal((3, 2, 1), (responses.PromptTokens, responses.GeneratedTokens, responses.CachedTokens));
    }

    [Fact]
    public void Read_NamesWithinTheText_AreNotTakenForFacts()
    {
        var facts = Read("""{"choices":[{"message":{"content":"\"usage\":{\"prompt_tokens\":99} \"finish_reason\":\"stop\""}}]}""");
        Assert.Equal((0, null), (facts.PromptTokens, facts.FinishReason));
    }

    [Fact]
    public void Read_AnyBytes_DoesNotThrow() =>
        Gen.Select(Gen.String[Gen.Char["\"{}:,[]0129e.-usagetimings_prompt finish_reason"], 0, 80], Gen.Int[0, 3].Select(i => new[] { "\"usage\":{", "\"timings\":{\"queue_ms\":", "\"finish_reason\":\"", "" }[i]))
            .Sample((text, start) => Read(start + text));

    private static AnswerFacts Read(string json)
    {
        var facts = new AnswerFacts();
        facts.Read(Encoding.UTF8.GetBytes(json));
        return facts;
    }
}
