using System.Text;
using CsCheck;

namespace Onebox.Llama.Tests;

public sealed class TextGateTests
{
    [Fact]
    public void Push_HalfACodePoint_HoldsItBack()
    {
        var (gate, output) = (new TextGate(null), new ByteBuffer());
        var euro = Encoding.UTF8.GetBytes("€");

        gate.Push(euro.AsSpan(0, 2), output);
        Assert.Equal(0, output.Count);
        gate.Push(euro.AsSpan(2), output);

        Assert.Equal("€", Text(output));
    }

    [Fact]
    public void Push_BytesThatAreNoText_BecomeReplacementCharacters()
    {
        var (gate, output) = (new TextGate(null), new ByteBuffer());
        gate.Push([0x61, 0xFF, 0x62, 0xE2], output);
        Assert.Equal("a\uFFFDb", Text(output));
        gate.Flush(output);
        Assert.Equal("a\uFFFDb\uFFFD", Text(output));
    }

    [Fact]
    public void Push_StopAcrossTokens_EndsBeforeIt()
    {
        var (gate, output) = (new TextGate(new StopScanner(["\n\nUser:", "###"])), new ByteBuffer());
        Assert.Equal(-1, gate.Push("Hello\n"u8, output));
        Assert.Equal("Hello", Text(output));
        Assert.Equal(-1, gate.Push("\nUs"u8, output));
        Assert.Equal("Hello", Text(output));
        Assert.Equal(0, gate.Push("er: x"u8, output));
        Assert.Equal("Hello", Text(output));
    }

    [Fact]
    public void Push_WhatLookedLikeAStopButWasNone_ComesOutWhole()
    {
        var (gate, output) = (new TextGate(new StopScanner(["aab"])), new ByteBuffer());
        foreach (var piece in new[] { "a", "a", "a", "c" }) gate.Push(Encoding.UTF8.GetBytes(piece), output);
        Assert.Equal("aaac", Text(output));
    }

    [Fact]
    public void Push_AnyBordersAndOneStop_GiveTheSameText()
    {
        var text = Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("é"), Gen.Const("語"), Gen.Const("😀")).Array[0, 30].Select(string.Concat);
        var stop = Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("é"), Gen.Const("語")).Array[1, 4].Select(string.Concat);
        Gen.Select(text, stop, Gen.Int[1, 5].Array[1, 40]).Sample((whole, end, cuts) =>
        {
            var bytes = Encoding.UTF8.GetBytes(whole);
            var (gate, output) = (new TextGate(new StopScanner([end])), new ByteBuffer());
            var stopped = -1;
            for (int at = 0, cut = 0; at < bytes.Length && stopped < 0; cut++)
            {
                var length = Math.Min(cuts[cut % cuts.Length], bytes.Length - at);
                stopped = gate.Push(bytes.AsSpan(at, length), output);
                at += length;
                // Whatever is out is whole code points.
                Assert.DoesNotContain('\uFFFD', Text(output));
            }
            if (stopped < 0) gate.Flush(output);
            var expected = whole.IndexOf(end, StringComparison.Ordinal);
            Assert.Equal(expected < 0 ? whole : whole[..expected], Text(output));
            Assert.Equal(expected >= 0, stopped == 0);
        }, iter: 3000, threads: 1);
    }

    [Fact]
    public void Push_AnyBytes_WritesValidUtf8()
    {
        Gen.Byte.Array[0, 12].Array[0, 10].Sample(pieces =>
        {
            var (gate, output) = (new TextGate(null), new ByteBuffer());
            foreach (var piece in pieces) gate.Push(piece, output);
            gate.Flush(output);
            Assert.True(System.Text.Unicode.Utf8.IsValid(output.Memory.Span));
            Assert.Equal(Encoding.UTF8.GetString(pieces.SelectMany(p => p).ToArray()), Text(output));
        }, iter: 3000, threads: 1);
    }

    private static string Text(ByteBuffer buffer) => Encoding.UTF8.GetString(buffer.Memory.Span);
}
