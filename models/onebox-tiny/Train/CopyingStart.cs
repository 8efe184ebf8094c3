using Onebox.Models;
using TorchSharp;

namespace Onebox.TinyTrain;

/// <summary>
/// First weights that hold the circuit of an induction head (Olsson et al. 2022, arXiv:2209.11895), so that a short run need not find it: half of
/// the first layer's heads look at the token before and write its code into room of its own; the second layer's heads look for the place whose
/// token before is the token at hand, and copy what stands there. All else is random as usual, and all of it is trained on.
/// </summary>
internal static class CopyingStart
{
    /// <summary>Pairs of the rotary embedding that turn fast enough to tell neighbouring places apart.</summary>
    private const int FastPairs = 4;

    /// <summary>Pairs from here on turn slowly enough to match over a whole prompt.</summary>
    private const int SlowFrom = 5;

    // Found by measuring the loss of such weights, untrained, on loops of random tokens.
    private const float PreviousLength = 12f;
    private const float KeyGain = 4f;
    private const float QueryGain = 8f;
    private const float CodeGain = 0.1f;
    private const float CopyGain = 2f;

    /// <summary>A tied embedding this small leaves a logit of ten at most; copying wants to be surer than that from the first step on.</summary>
    private const float NormGain = 3f;

    public static void Apply(DecoderModel model)
    {
        using var quiet = torch.no_grad();
        var s = model.Shape;
        var parameters = model.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var embedding = Read(parameters["embedding"]);
        // A part that all tokens share, as long as what tells them apart: a query for "the token before", whatever it is, needs something constant.
        var share = MathF.Sqrt(2f / (5f * s.Hidden));
        for (var i = 0; i < embedding.Length; i++)
            embedding[i] += share;
        Write(parameters["embedding"], embedding);

        var (first, firstOut) = (Read(parameters["layers.0.qkv"]), Read(parameters["layers.0.attention_output"]));
        var (second, secondOut) = (Read(parameters["layers.1.qkv"]), Read(parameters["layers.1.attention_output"]));
        var (group, codes, block) = (s.Heads / s.KvHeads, s.KvHeads / 2, s.HeadSize * s.Hidden);
        var (keys, values) = (s.Heads * block, (s.Heads + s.KvHeads) * block);
        var rooms = second[keys..(keys + (codes * block))];
        for (var code = 0; code < codes; code++)
        {
            for (var head = code * group; head < (code + 1) * group; head++)
            {
                LookBack(first.AsSpan(head * block, block), first.AsSpan(keys + (code * block), block), s);
                Output(firstOut, head, rooms.AsSpan(code * block, block), CodeGain, s);
            }
        }

        for (var kv = 0; kv < s.KvHeads; kv++)
        {
            var code = kv % codes;
            Slow(rooms.AsSpan(code * block, block), second.AsSpan(keys + (kv * block), block), KeyGain, s);
            for (var head = kv * group; head < (kv + 1) * group; head++)
            {
                Slow(first.AsSpan(values + (code * block), block), second.AsSpan(head * block, block), QueryGain, s);
                Output(secondOut, head, second.AsSpan(values + (kv * block), block), CopyGain, s);
            }
        }

        Write(parameters["layers.0.qkv"], first);
        Write(parameters["layers.0.attention_output"], firstOut);
        Write(parameters["layers.1.qkv"], second);
        Write(parameters["layers.1.attention_output"], secondOut);
        var last = Read(parameters["norm"]);
        Array.Fill(last, NormGain);
        Write(parameters["norm"], last);
        model.Publish();
    }

    /// <summary>A constant query, and the same turned one place further as key: highest where the key lies one place before. Only the fast pairs tell places apart.</summary>
    private static void LookBack(Span<float> query, Span<float> key, ModelShape s)
    {
        query.Clear();
        key.Clear();
        // A normed token has length √hidden; half of its energy lies along the shared direction (1, 1, …), whose unit vector has 1/√hidden in each place.
        var row = PreviousLength / (MathF.Sqrt(s.Hidden / 2f) * MathF.Sqrt(s.Hidden));
        for (var pair = 0; pair < FastPairs; pair++)
        {
            var angle = Math.Pow(s.RopeTheta, -2.0 * pair / s.HeadSize);
            for (var c = 0; c < s.Hidden; c++)
            {
                query[(pair * s.Hidden) + c] = row;
                key[(pair * s.Hidden) + c] = row * (float)Math.Cos(angle);
                key[((pair + (s.HeadSize / 2)) * s.Hidden) + c] = row * (float)Math.Sin(angle);
            }
        }
    }

    /// <summary>Rows that turn slowly with the distance, so that a match far back is one too; the shared direction is taken out, which would match everything.</summary>
    private static void Slow(ReadOnlySpan<float> from, Span<float> to, float gain, ModelShape s)
    {
        to.Clear();
        for (var row = 0; row < s.HeadSize; row++)
        {
            if (row % (s.HeadSize / 2) < SlowFrom)
                continue;
            var mean = 0f;
            for (var c = 0; c < s.Hidden; c++)
                mean += from[(row * s.Hidden) + c] / s.Hidden;
            for (var c = 0; c < s.Hidden; c++)
                to[(row * s.Hidden) + c] = gain * (from[(row * s.Hidden) + c] - mean);
        }
    }

    private static void Output(float[] output, int head, ReadOnlySpan<float> rows, float gain, ModelShape s)
    {
        for (var d = 0; d < s.HeadSize; d++)
        {
            for (var c = 0; c < s.Hidden; c++)
                output[(c * s.Heads * s.HeadSize) + (head * s.HeadSize) + d] = gain * rows[(d * s.Hidden) + c];
        }
    }

    private static float[] Read(ModelParameter parameter) => parameter.Value!.data<float>().ToArray();

    private static void Write(ModelParameter parameter, float[] values) => parameter.Value!.copy_(torch.tensor(values).view([.. parameter.Shape]));
}
