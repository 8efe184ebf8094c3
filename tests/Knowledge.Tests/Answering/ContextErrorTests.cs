using System.Text.Json;
using Onebox.Knowledge.Answering;

namespace Onebox.Knowledge.Tests.Answering;

public sealed class ContextErrorTests
{
    [Theory]
    [InlineData("""{"message":"This model's maximum context length is 2048 tokens. However, you requested 2100 tokens (1844 in the messages, 256 in the completion). Please reduce the length of the messages or completion.","type":"BadRequestError","code":400}""", 2048, 1844)]
    [InlineData("""{"message":"'max_tokens' or 'max_completion_tokens' is too large: 256. This model's maximum context length is 512 tokens and your request has 400 input tokens (256 > 512 - 400).","type":"BadRequestError"}""", 512, 400)]
    [InlineData("""{"message":"This model's maximum context length is 4097 tokens. However, your messages resulted in 5000 tokens. Please reduce the length of the messages.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}""", 4097, 5000)]
    [InlineData("""{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":1000,"n_ctx":512}""", 512, 1000)]
    [InlineData("""{"code":400,"message":"the request exceeds the available context size (512 tokens), try increasing it","type":"invalid_request_error"}""", 512, null)]
    [InlineData("""{"message":"The input (1000 tokens) is longer than the model's context length (512 tokens).","type":"BadRequestError"}""", 512, 1000)]
    [InlineData("""{"message":"Requested token count exceeds the model's maximum context length of 2048 tokens. You requested a total of 2100 tokens: 1844 tokens from the input messages and 256 tokens for the completion."}""", 2048, 1844)]
    [InlineData("""{"message":"The prompt has 1087 tokens; this deployment takes at most 1023. Shorten it, or deploy with a longer context.","type":"invalid_request_error","code":"context_length_exceeded","param":"messages"}""", 1023, 1087)]
    [InlineData("\"too many tokens\"", null, null)]
    public void Of_WordsOfAnEngine_TellLimitAndLength(string error, int? limit, int? prompt)
    {
        using var json = JsonDocument.Parse(error);
        var read = ContextError.Of(json.RootElement);
        Assert.NotNull(read);
        Assert.Equal((limit, prompt), (read.Limit, read.Prompt));
    }

    [Theory]
    [InlineData("""{"message":"Model not found: gpt-9","type":"invalid_request_error"}""")]
    [InlineData("""{"message":"You exceeded your quota of 1000 tokens.","type":"insufficient_quota"}""")]
    [InlineData("null")]
    public void Of_OtherErrors_IsNone(string error)
    {
        using var json = JsonDocument.Parse(error);
        Assert.Null(ContextError.Of(json.RootElement));
    }
}
