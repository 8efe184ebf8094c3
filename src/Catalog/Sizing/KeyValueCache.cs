using System.Globalization;
using Onebox.Kernel;

namespace Onebox.Catalog.Sizing;

/// <summary>
/// The KV cache as llama.cpp allocates it (src/llama-kv-cache.cpp, llama-kv-cache-iswa.cpp, llama-memory-recurrent.cpp): for every layer that
/// attends, a tensor of <c>cells × KV heads × key length</c> and one of <c>cells × KV heads × value length</c>.
/// </summary>
internal static class KeyValueCache
{
    /// <summary>llama.cpp rounds the number of cells up to a multiple of this.</summary>
    public const int CellsPadding = 256;

    private const int StateElementBytes = 4; // recurrent state is kept in F32

    public static KeyValueNeed Of(SizedModel model, ServingShape shape)
    {
        var type = KeyValueType.Of(shape.KeyValueType);
        var (contextTokens, parallel) = ((long)shape.ContextTokens, (long)shape.Parallel);
        var cells = Padded((contextTokens * parallel) + shape.OwnCells);
        if (IsEncoder(model)) return new KeyValueNeed(0, cells, 0, $"KV cache: none, {model.Facts.Name} reads its input whole");
        var layers = model.Need(model.Facts.Layers, "number of layers");
        var attending = AttendingLayers(model, layers).ToList();
        var window = model.Facts.Attention.SlidingWindow;
        var windowCells = window is { } tokens && !shape.WholeSlidingCache ? Math.Min(cells, Padded((tokens * parallel) + shape.BatchTokens)) : cells;
        long bytes = 0, perToken = 0, sliding = 0;
        foreach (var layer in attending)
        {
            var slides = window is not null && Slides(model, layer);
            var row = RowBytes(model, layer, type);
            bytes += row * (slides ? windowCells : cells);
            perToken += row;
            if (slides) sliding++;
        }

        var state = RecurrentState(model, layers - attending.Count) * parallel;
        var line = string.Create(CultureInfo.InvariantCulture, $"KV cache: {cells} cells ({contextTokens} tokens × {parallel} and {shape.OwnCells} of the engine, padded to {CellsPadding}) × {attending.Count} layers × {Sizes.Text((double)perToken / Math.Max(1, attending.Count))} ({Shape(model, attending, type)}) = {Sizes.Text(bytes)}");
        if (sliding > 0 && windowCells < cells) line += string.Create(CultureInfo.InvariantCulture, $"; {sliding} layers slide and keep {windowCells} cells");
        if (state > 0) line += $", and {Sizes.Text(state)} of recurrent state";
        return new KeyValueNeed(bytes + state, cells, perToken, line);
    }

    /// <summary>Bytes of one cell in one layer.</summary>
    private static long RowBytes(SizedModel model, int layer, KeyValueType type)
    {
        var facts = model.Facts;
        // Multi-head latent attention keeps the compressed vector and the rotated part of the key once; values are a view of it.
        if (Latent(model) is { } latent) return type.BytesOf(latent);
        var heads = model.Need(HeadsAt(model, layer), "number of KV heads");
        return type.BytesOf((long)heads * model.Need(facts.KeyLength, "key length")) + type.BytesOf((long)heads * model.Need(facts.ValueLength, "value length"));
    }

    private static string Shape(SizedModel model, List<int> attending, KeyValueType type)
    {
        var element = string.Create(CultureInfo.InvariantCulture, $"{type.BytesPerElement:0.####} bytes of {type.Name}");
        if (Latent(model) is { } latent) return $"latent of {latent} × {element}";
        var heads = attending.Count == 0 ? 0 : HeadsAt(model, attending[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{heads} heads × {model.Facts.KeyLength} + {model.Facts.ValueLength} × {element}");
    }

    /// <summary>
    /// Elements of the latent: rank and rotated part. A GGUF converted for it states one KV head of that very length; one from before states
    /// all its heads, and all of them are kept.
    /// </summary>
    private static int? Latent(SizedModel model)
    {
        var facts = model.Facts;
        if (facts.Attention.KvLoraRank is not { } rank) return null;
        if (facts.KvHeads?.Max == 1 && facts.KeyLength > rank) return facts.KeyLength;
        return facts.Weights.TensorCount == 0 || facts.PublishedType is not null ? rank + (facts.Rope?.Dimensions ?? 0) : null;
    }

    private static IEnumerable<int> AttendingLayers(SizedModel model, int layers)
    {
        var attention = model.Facts.Attention;
        // The last layers use the keys and values of earlier ones.
        var own = layers - (attention.SharedKvLayers ?? 0);
        for (var layer = 0; layer < own; layer++)
        {
            if (HeadsAt(model, layer) == 0) continue;
            if (attention.FullAttentionPeriod is > 1 and var period && (layer + 1) % period != 0) continue;
            yield return layer;
        }
    }

    private static int? HeadsAt(SizedModel model, int layer) =>
        model.Facts.KvHeads is { } heads && (heads.Values.Count == 1 || layer < heads.Values.Count) ? heads.At(layer) : null;

    private static bool Slides(SizedModel model, int layer)
    {
        var attention = model.Facts.Attention;
        if (attention.SlidingLayers is { } each) return layer < each.Count && each[layer];
        return attention.SlidingPeriod is not > 1 || (layer + 1) % attention.SlidingPeriod != 0;
    }

    /// <summary>Convolution and state of the layers that do not attend, for one sequence (llama.cpp's <c>n_embd_r</c> and <c>n_embd_s</c>).</summary>
    private static long RecurrentState(SizedModel model, int layers)
    {
        if (model.Facts.StateSpace is not { } ssm || layers <= 0) return 0;
        var (inner, state, groups) = ((long)(ssm.InnerSize ?? 0), (long)(ssm.StateSize ?? 0), (long)(ssm.GroupCount ?? 0));
        var convolution = Math.Max(0, (ssm.ConvolutionKernel ?? 1) - 1) * (inner + (2 * groups * state));
        return layers * (convolution + (inner * state)) * StateElementBytes;
    }

    /// <summary>BERT-like encoders compute a whole input at once and keep nothing.</summary>
    private static bool IsEncoder(SizedModel model) => model.Facts.Name?.Contains("bert", StringComparison.OrdinalIgnoreCase) == true;

    private static long Padded(long cells) => (cells + CellsPadding - 1) / CellsPadding * CellsPadding;
}

/// <param name="Cells">Tokens that fit in it, over all sequences.</param>
/// <param name="BytesPerToken">Over all layers.</param>
internal sealed record KeyValueNeed(long Bytes, long Cells, long BytesPerToken, string Line);
