using System.Text;
using Onebox.Kernel;
using Onebox.Knowledge.OpenAI;

namespace Onebox.Knowledge.Tests.OpenAI;

public sealed class ResponseBodyTests
{
    [Fact]
    public void Read_SearchAndConversation_AreTakenApart()
    {
        var body = Read("""
            {"model":"m","stream":true,"max_output_tokens":40,"include":["file_search_call.results"],"instructions":"Be brief.",
             "input":[{"role":"user","content":"How high is it?"},{"type":"file_search_call","id":"fs_1","queries":[]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Ten metres."}]},
                      {"role":"user","content":[{"type":"input_text","text":"And how wide?"}]}],
             "tools":[{"type":"file_search","vector_store_ids":["kbs_1"],"max_num_results":3,"filters":{"type":"eq","key":"team","value":"hr"}}]}
            """);
        Assert.Equal(("m", "And how wide?", 40, true, "kbs_1", 3, "team", true), (body.Model, body.Question, body.MaxTokens, body.Stream, body.Store, body.Passages, body.Filters!.Key, body.WithResults));
        Assert.Equal(["How high is it?", "Ten metres."], body.History.Select(m => m.Content));
    }

    [Theory]
    [InlineData("""{"tools":[{"type":"file_search","vector_store_ids":["a"]}]}""", true)]
    [InlineData("""{"tools":[{"type":"function","name":"file_search"}]}""", false)]
    [InlineData("""{"input":"what is file_search?"}""", false)]
    [InlineData("""{"tools":[{"type":"file_search" """, false)]
    [InlineData("""{"tools":"file_search"}""", false)]
    public void WantsSearch_Body_IsTold(string body, bool wants) => Assert.Equal(wants, ResponseBody.WantsSearch(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"model":"m"}""", "input")]
    [InlineData("""{"input":"x","previous_response_id":"resp_1"}""", "previous_response_id")]
    [InlineData("""{"input":"x","tools":[{"type":"web_search"}]}""", "tools")]
    [InlineData("""{"input":"x","tools":[{"type":"file_search","vector_store_ids":["a","b"]}]}""", "tools")]
    [InlineData("""{"input":"x","tools":[{"type":"file_search"}]}""", "tools")]
    [InlineData("""{"input":[{"role":"assistant","content":"x"}]}""", "input")]
    [InlineData("""{"input":"x","max_output_tokens":"many"}""", "max_output_tokens")]
    public void Read_WhatCannotBeDone_IsRefusedByName(string body, string field) => Assert.Equal(field, Assert.Throws<ProblemException>(() => Read(body)).Problem.Field);

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"input":"\ud800"}""")]
    [InlineData("""{"input":"x","model":5}""")]
    public void Read_NoRequest_IsRefused(string body) => Assert.Equal(ProblemKind.Invalid, Assert.Throws<ProblemException>(() => Read(body)).Problem.Kind);

    private static ResponseBody Read(string body) => ResponseBody.Read(Encoding.UTF8.GetBytes(body));
}
