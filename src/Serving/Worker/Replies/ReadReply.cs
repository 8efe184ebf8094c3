using System.Buffers;
using System.Text;
using Onebox.Llama;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Replies;

/// <summary>Reads one choice from the engine into a sink, splitting reasoning and tool calls off where the model writes them.</summary>
internal static class ReadReply
{
    /// <param name="parser">Null when all text is content: then it stays bytes, and nothing is allocated per token.</param>
    /// <param name="turn">Held while the sink is written: the choices of one answer share it.</param>
    public static async Task RunAsync(Generation generation, int choice, ReplyParser? parser, IReplySink sink, SemaphoreSlim turn)
    {
        var called = false;
        while (await generation.MoveNextAsync())
        {
            var chunk = generation.Current;
            // Leaving early cancels the generation; waiting here only holds this choice's reader back.
            await turn.WaitAsync();
            try
            {
                if (parser is null) Pass(chunk, choice, sink);
                else called |= Split(chunk, choice, parser, sink);
                if (chunk.End is { } end) sink.End(choice, FinishReasons.Of(end.Reason, called), end);
                await sink.FlushAsync();
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private static void Pass(in GenerationChunk chunk, int choice, IReplySink sink)
    {
        if (chunk.Utf8.Length > 0 || chunk.Logprobs.Length > 0) sink.Text(choice, ReplyPart.Content, chunk.Utf8.Span, chunk.Logprobs.Span);
    }

    /// <returns>True when a tool call was among it.</returns>
    private static bool Split(in GenerationChunk chunk, int choice, ReplyParser parser, IReplySink sink)
    {
        var called = false;
        var logprobs = chunk.Logprobs.Span;
        Emit(parser.Feed(chunk.Text), ref logprobs);
        if (chunk.End is not null) Emit(parser.Finish(), ref logprobs);
        // What is held back has its log-probabilities now all the same: they are of tokens, not of pieces.
        if (logprobs.Length > 0) sink.Text(choice, ReplyPart.Content, default, logprobs);
        return called;

        void Emit(IReadOnlyList<ReplyDelta> deltas, ref ReadOnlySpan<TokenLogprobs> left)
        {
            foreach (var delta in deltas)
            {
                if (delta.Call is { } call)
                {
                    called = true;
                    sink.Call(choice, call);
                    continue;
                }

                Write(delta, choice, sink, left);
                left = default;
            }
        }
    }

    private static void Write(ReplyDelta delta, int choice, IReplySink sink, ReadOnlySpan<TokenLogprobs> logprobs)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(delta.Text.Length));
        var count = Encoding.UTF8.GetBytes(delta.Text, bytes);
        sink.Text(choice, delta.Part, bytes.AsSpan(0, count), logprobs);
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
