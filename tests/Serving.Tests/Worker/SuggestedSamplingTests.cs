using System.Text.Json;
using Onebox.Llama;
using Onebox.Serving.Worker.Loading;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Tests.Worker;

public sealed class SuggestedSamplingTests
{
    private static readonly SuggestedSampling Suggested = SuggestedSampling.Of(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["general.sampling.temp"] = "0.600000",
        ["general.sampling.top_k"] = "20",
        ["general.sampling.top_p"] = "0.95",
        ["general.sampling.min_p"] = "0.05",
        ["general.sampling.penalty_repeat"] = "1.1",
    });

    [Fact]
    public void Read_ARequestThatSaysNothing_TakesWhatTheModelsMakersSuggest()
    {
        var options = Read("{}", Suggested);
        Assert.Equal((0.6f, 20, 0.95f, 0.05f, 1.1f), (options.Temperature, options.TopK, options.TopP, options.MinP, options.RepetitionPenalty));
    }

    [Fact]
    public void Read_ARequestThatSays_IsHeard()
    {
        var options = Read("""{"temperature":1.5,"top_k":0,"top_p":1,"min_p":0,"repeat_penalty":1}""", Suggested);
        Assert.Equal((1.5f, 0, 1f, 0f, 1f), (options.Temperature, options.TopK, options.TopP, options.MinP, options.RepetitionPenalty));
    }

    [Theory]
    [InlineData("general.sampling.temp", "warm")]
    [InlineData("general.sampling.temp", "-1")]
    [InlineData("general.sampling.temp", "NaN")]
    [InlineData("general.sampling.top_p", "7")]
    [InlineData("general.sampling.top_k", "-5")]
    public void Of_AValueThatMakesNoSense_IsPassedOver(string key, string value)
    {
        Assert.Equal(new SuggestedSampling(), SuggestedSampling.Of(new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value }));
        Assert.Equal(1, Read("{}", new SuggestedSampling()).Temperature);
    }

    private static SamplingOptions Read(string body, SuggestedSampling suggested)
    {
        using var document = JsonDocument.Parse(body);
        return SamplingFields.Read(new Fields(document.RootElement), 100, suggested);
    }
}
