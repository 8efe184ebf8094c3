using Onebox.Models;
using TorchSharp;

namespace Onebox.TinyTrain;

/// <summary>
/// First weights that lean towards copying, so that a short run need not find out how: queries and keys alike, values and outputs each other's
/// transposes (mimetic initialisation: Trockman and Kolter 2023, arXiv:2305.09828), and in the first layer two groups of heads that look at the token
/// before, whose values are what the next layers match by: the circuit of an induction head (Olsson et al. 2022, arXiv:2209.11895). All of it is trained on.
/// </summary>
internal static class CopyingStart
{
    private const int TurnedPairs = 4;

    /// <summary>Length of the constant part of a query that finds the token before: makes it e⁴ times likelier than the next best.</summary>
    private const float PreviousLength = 6f;
    private const float MatchGain = 2f;
    private const float OutputGain = 0.14f;

    public static void Apply(DecoderModel model)
    {
        using var quiet = torch.no_grad();
        var s = model.Shape;
        var parameters = model.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var embedding = Read(parameters["embedding"]);
        // A part that all tokens share, as long as what tells them apart: constant queries need it.
        var share = MathF.Sqrt(2f / (5f * s.Hidden));
        for (var i = 0; i < embedding.Length; i++)
            embedding[i] += share;
        Write(parameters["embedding"], embedding);

        var group = s.Heads / s.KvHeads;
        float[] previousValues = [];
        for (var layer = 0; layer < s.Layers; layer++)
        {
            var qkv = Read(parameters[$"layers.{layer}.qkv"]);
            var output = Read(parameters[$"layers.{layer}.attention_output"]);
            var (keys, values) = (s.Heads * s.HeadSize, (s.Heads + s.KvHeads) * s.HeadSize);
            for (var kv = 0; kv < s.KvHeads; kv++)
            {
                var key = qkv.AsSpan((keys + (kv * s.HeadSize)) * s.Hidden, s.HeadSize * s.Hidden);
                var value = qkv.AsSpan((values + (kv * s.HeadSize)) * s.Hidden, s.HeadSize * s.Hidden);
                if (layer > 0 && kv < s.KvHeads / 2)
                {
                    previousValues.AsSpan(kv * key.Length, key.Length).CopyTo(key);
                    foreach (ref var k in key)
                        k *= MatchGain;
                }

                for (var head = kv * group; head < (kv + 1) * group; head++)
                {
                    var query = qkv.AsSpan(head * s.HeadSize * s.Hidden, s.HeadSize * s.Hidden);
                    if (layer == 0 && kv < s.KvHeads / 2)
                        LookBack(query, key, s);
                    else
                        key.CopyTo(query);
                    for (var d = 0; d < s.HeadSize; d++)
                    {
                        for (var c = 0; c < s.Hidden; c++)
                            output[(c * s.Heads * s.HeadSize) + (head * s.HeadSize) + d] = OutputGain * value[(d * s.Hidden) + c];
                    }
                }
            }

            if (layer == 0)
                previousValues = qkv[(values * s.Hidden)..];
            Write(parameters[$"layers.{layer}.qkv"], qkv);
            Write(parameters[$"layers.{layer}.attention_output"], output);
        }

        model.Publish();
    }

    /// <summary>A constant query, and the same turned one place further as key: highest where the key lies one place before. Only the fast pairs tell places apart.</summary>
    private static void LookBack(Span<float> query, Span<float> key, ModelShape s)
    {
        query.Clear();
        key.Clear();
        // A normed token has length √hidden; half of its energy lies along the shared direction (1, 1, …), whose unit vector has 1/√hidden in each place.
        var row = PreviousLength / (MathF.Sqrt(s.Hidden / 2f) * MathF.Sqrt(s.Hidden));
        for (var pair = 0; pair < TurnedPairs; pair++)
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

    private static float[] Read(ModelParameter parameter) => parameter.Value!.data<float>().ToArray();

    private static void Write(ModelParameter parameter, float[] values) => parameter.Value!.copy_(torch.tensor(values).view([.. parameter.Shape]));
}
