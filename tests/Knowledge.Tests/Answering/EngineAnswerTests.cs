using System.Text;
using CsCheck;
using Onebox.Knowledge.Answering;

namespace Onebox.Knowledge.Tests.Answering;

public sealed class EngineAnswerTests
{
    private const string Good = """{"choices":[{"index":0,"message":{"role":"assistant","content":"Thirty days."}}],"usage":{"prompt_tokens":12,"completion_tokens":3}}""";

    private static readonly string[] Puts = ["", "null", "[]", "{}", "7", "\"", ",", "\\", "\u0000"];

    [Fact]
    public void Whole_OpenAIsShape_IsRead() => Assert.Equal(new EngineAnswer("Thirty days.", 12, 3), EngineAnswer.Whole(Bytes(Good)));

    [Theory]
    [InlineData("")]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":{}}""")]
    [InlineData("""{"choices":[7]}""")]
    [InlineData("""{"choices":[{"message":"hello"}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"\ud800"}}]}""")]
    public void Whole_AnotherShape_IsNoAnswer(string body) => Assert.Null(EngineAnswer.Whole(Bytes(body)));

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":null}}],"usage":null}""")]
    [InlineData("""{"choices":[{"message":{"content":7}}],"usage":{"prompt_tokens":"many"}}""")]
    public void Whole_WithoutWords_IsEmpty(string body) => Assert.Equal(new EngineAnswer("", null, null), EngineAnswer.Whole(Bytes(body)));

    [Theory]
    [InlineData("""{"count":7,"max_model_len":512}""", 7, 512)]
    [InlineData("""{"count":7,"max_model_len":"512"}""", 7, null)]
    [InlineData("""{"count":7.5}""", null, null)]
    [InlineData("""{"count":"7"}""", null, null)]
    [InlineData("""{"count":-7,"max_model_len":512}""", null, null)]
    [InlineData("""{"count":99999999999}""", null, null)]
    [InlineData("[7]", null, null)]
    [InlineData("seven", null, null)]
    public void Count_WhateverComes_IsANumberOrNone(string body, int? tokens, int? longest) => Assert.Equal((tokens, longest), EngineAnswer.Count(Bytes(body)));

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"choices":7}""")]
    [InlineData("""{"choices":[{"delta":"hello"}]}""")]
    public void Chunk_AnotherShape_IsNone(string data) => Assert.Null(EngineAnswer.Chunk(data));

    [Fact]
    public void Chunk_WithoutChoices_HasNone() => Assert.Empty(EngineAnswer.Chunk("""{"choices":null}""")!.Choices);

    [Fact]
    public void AnyAnswer_WithAnyChange_IsReadOrNoAnswer() =>
        Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Int[0, 12], Gen.Int[0, Puts.Length - 1]).Sample(
            (at, length, put) =>
            {
                var changed = Good[..at] + Puts[put] + Good[Math.Min(Good.Length, at + length)..];
                EngineAnswer.Whole(Bytes(changed));
                EngineAnswer.Count(Bytes(changed));
                EngineAnswer.Chunk(changed);
            },
            iter: 2000,
            threads: 1);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
