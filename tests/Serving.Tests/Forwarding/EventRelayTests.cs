using System.Text;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Onebox.Kernel.Access;
using Onebox.Serving.Forwarding;

namespace Onebox.Serving.Tests.Forwarding;

public sealed class EventRelayTests
{
    private const string Words = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a \\\"usage\\\": b\"},\"finish_reason\":null}]}\n\n: still here\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\r\n\r\n";
    private const string Usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n";
    private const string Done = "data: [DONE]\n\n";

    [Fact]
    public void Relay_HoweverTheBytesArrive_PassesAllButTheUsageOn() =>
        Gen.Select(Gen.Int[1, 40].Array[1, 30], Gen.Bool).Sample((sizes, passUsage) =>
        {
            var (text, trace) = RunAsync(Words + Usage + Done, sizes, passUsage).GetAwaiter().GetResult();
            Assert.Equal(passUsage ? Words + Usage + Done : Words + Done, text);
            var record = trace.ToRecord();
            Assert.Equal((5, 2, "stop"), (record.PromptTokens, record.GeneratedTokens, record.Outcome));
        });

    [Fact]
    public async Task Relay_StreamEndsWithinAnEvent_PassesWholeEventsAndFails()
    {
        var http = Context(out var body);
        var relay = new EventRelay(http, Trace(), passUsage: false, static () => { });
        await Assert.ThrowsAsync<IOException>(() => relay.RunAsync(new Pieces(Encoding.UTF8.GetBytes("data: 1\n\ndata: 2"), [3]), static () => { }, CancellationToken.None));
        Assert.True(relay.Started);
        Assert.Equal("data: 1\n\n", Encoding.UTF8.GetString(body.ToArray()));
    }

    [Fact]
    public async Task Relay_UsageNeverCame_CountsTheEvents()
    {
        var (_, trace) = await RunAsync(Words, [1000], passUsage: false);
        Assert.Equal(3, trace.ToRecord().GeneratedTokens);
    }

    [Fact]
    public async Task Relay_EndlessEvent_IsGivenUp()
    {
        var relay = new EventRelay(Context(out _), Trace(), passUsage: false, static () => { });
        await Assert.ThrowsAsync<IOException>(() => relay.RunAsync(new Pieces(new byte[6 * 1024 * 1024], [65536]), static () => { }, CancellationToken.None));
        Assert.False(relay.Started);
    }

    private static async Task<(string Text, RequestTrace Trace)> RunAsync(string text, int[] sizes, bool passUsage)
    {
        var (http, trace) = (Context(out var body), Trace());
        await new EventRelay(http, trace, passUsage, static () => { }).RunAsync(new Pieces(Encoding.UTF8.GetBytes(text), sizes), static () => { }, CancellationToken.None);
        return (Encoding.UTF8.GetString(body.ToArray()), trace);
    }

    private static DefaultHttpContext Context(out MemoryStream body)
    {
        var http = new DefaultHttpContext();
        http.Response.Body = body = new MemoryStream();
        return http;
    }

    private static RequestTrace Trace() => new("req_1", "/v1/chat/completions", Caller.Box, TimeProvider.System);

    /// <summary>Gives its bytes out in pieces of the given sizes, over and over.</summary>
    private sealed class Pieces(byte[] bytes, int[] sizes) : MemoryStream(bytes)
    {
        private int _turn;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, sizes[_turn++ % sizes.Length])], cancellationToken);
    }
}
