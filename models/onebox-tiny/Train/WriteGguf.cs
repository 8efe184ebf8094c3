using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Onebox.Weights;

namespace Onebox.TinyTrain;

/// <summary>A checkpoint's weights as one GGUF file (F16, norms F32) with the vocabulary and the chat template.</summary>
internal static class WriteGguf
{
    public static void Run(string folder, string weights, string path)
    {
        using var config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        using var tokenizer = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")));
        using var special = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer_config.json")));
        var read = Read(weights);
        var layers = read.Keys.Count(k => k.EndsWith(".qkv", StringComparison.Ordinal));
        uint Size(string name) => config.RootElement.GetProperty(name).GetUInt32();
        var (heads, kv, size) = ((int)Size("num_attention_heads"), (int)Size("num_key_value_heads"), (int)Size("head_dim"));
        var tensors = new List<TensorSource> { Half("token_embd.weight", read["embedding"]), Single("output_norm.weight", read["norm"]) };
        for (var l = 0; l < layers; l++)
        {
            var (from, to) = ($"layers.{l}.", $"blk.{l}.");
            var qkv = read[from + "qkv"];
            tensors.Add(Single(to + "attn_norm.weight", read[from + "attention_norm"]));
            tensors.Add(Half(to + "attn_q.weight", Pairs(qkv.Rows(0, heads * size), size)));
            tensors.Add(Half(to + "attn_k.weight", Pairs(qkv.Rows(heads * size, kv * size), size)));
            tensors.Add(Half(to + "attn_v.weight", qkv.Rows((heads + kv) * size, kv * size)));
            tensors.Add(Half(to + "attn_output.weight", read[from + "attention_output"]));
            tensors.Add(Single(to + "ffn_norm.weight", read[from + "feed_forward_norm"]));
            var both = read[from + "gate_up"];
            tensors.Add(Half(to + "ffn_gate.weight", both.Rows(0, (int)both.Shape[0] / 2)));
            tensors.Add(Half(to + "ffn_up.weight", both.Rows((int)both.Shape[0] / 2, (int)both.Shape[0] / 2)));
            tensors.Add(Half(to + "ffn_down.weight", read[from + "down"]));
        }

        List<KeyValuePair<string, GgufValue>> keys =
        [
            new("general.architecture", GgufValue.Of("llama")),
            new("general.name", GgufValue.Of("onebox-tiny")),
            new("general.license", GgufValue.Of("apache-2.0")),
            new("general.file_type", GgufValue.Of(1u)),
            // Drawn by chance, the words of so small a model fall apart.
            new("general.sampling.temp", GgufValue.Of(0f)),
            new("llama.block_count", GgufValue.Of((uint)layers)),
            new("llama.context_length", GgufValue.Of(Size("max_position_embeddings"))),
            new("llama.embedding_length", GgufValue.Of(Size("hidden_size"))),
            new("llama.feed_forward_length", GgufValue.Of((uint)read["layers.0.down"].Shape[1])),
            new("llama.attention.head_count", GgufValue.Of((uint)heads)),
            new("llama.attention.head_count_kv", GgufValue.Of((uint)kv)),
            new("llama.attention.layer_norm_rms_epsilon", GgufValue.Of(config.RootElement.GetProperty("rms_norm_eps").GetSingle())),
            new("llama.rope.dimension_count", GgufValue.Of((uint)size)),
            new("llama.rope.freq_base", GgufValue.Of(config.RootElement.GetProperty("rope_theta").GetSingle())),
            new("llama.vocab_size", GgufValue.Of(Size("vocab_size"))),
            .. Vocabulary(tokenizer.RootElement, (int)Size("vocab_size")),
            new("tokenizer.ggml.bos_token_id", GgufValue.Of(Size("bos_token_id"))),
            new("tokenizer.ggml.eos_token_id", GgufValue.Of(Size("eos_token_id"))),
            new("tokenizer.ggml.padding_token_id", GgufValue.Of(Size("pad_token_id"))),
            new("tokenizer.ggml.add_bos_token", GgufValue.Of(false)),
            new("tokenizer.chat_template", GgufValue.Of(special.RootElement.GetProperty("chat_template").GetString()!)),
        ];
        using var file = File.Create(path);
        GgufWriter.Write(file, keys, tensors);
    }

    private static IEnumerable<KeyValuePair<string, GgufValue>> Vocabulary(JsonElement tokenizer, int size)
    {
        var tokens = new string[size];
        var kinds = Enumerable.Repeat(1, size).ToArray();
        foreach (var entry in tokenizer.GetProperty("model").GetProperty("vocab").EnumerateObject())
            tokens[entry.Value.GetInt32()] = entry.Name;
        foreach (var entry in tokenizer.GetProperty("added_tokens").EnumerateArray())
            (tokens[entry.GetProperty("id").GetInt32()], kinds[entry.GetProperty("id").GetInt32()]) = (entry.GetProperty("content").GetString()!, 3);
        yield return new("tokenizer.ggml.model", GgufValue.Of("gpt2"));
        yield return new("tokenizer.ggml.pre", GgufValue.Of("qwen2"));
        yield return new("tokenizer.ggml.tokens", GgufValue.Of(GgufArray.Of(tokens)));
        yield return new("tokenizer.ggml.token_type", GgufValue.Of(GgufArray.Of(kinds)));
        yield return new("tokenizer.ggml.merges", GgufValue.Of(GgufArray.Of(tokenizer.GetProperty("model").GetProperty("merges").EnumerateArray().Select(m => m.GetString()!))));
    }

    private sealed record Weight(long[] Shape, float[] Values)
    {
        public Weight Rows(int from, int count) => new([count, Shape[1]], Values[(int)(from * Shape[1])..(int)((from + count) * Shape[1])]);
    }

    private static Dictionary<string, Weight> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var head = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, (int)head));
        var found = new Dictionary<string, Weight>(StringComparer.Ordinal);
        foreach (var tensor in header.RootElement.EnumerateObject().Where(t => t.Name != "__metadata__"))
        {
            var place = tensor.Value.GetProperty("data_offsets").EnumerateArray().Select(o => o.GetInt32() + 8 + (int)head).ToArray();
            found[tensor.Name] = new Weight([.. tensor.Value.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64())], MemoryMarshal.Cast<byte, float>(bytes.AsSpan(place[0], place[1] - place[0])).ToArray());
        }

        return found;
    }

    /// <summary>llama.cpp turns neighbours (2i, 2i + 1) where this model turns (i, i + half): the rows of each head change places.</summary>
    private static Weight Pairs(Weight weight, int size)
    {
        var columns = (int)weight.Shape[1];
        var moved = new float[weight.Values.Length];
        for (var row = 0; row < weight.Shape[0]; row++)
        {
            var (head, at) = (row / size, row % size);
            var from = (head * size) + (at / 2) + (at % 2 * (size / 2));
            weight.Values.AsSpan(from * columns, columns).CopyTo(moved.AsSpan(row * columns));
        }

        return new Weight(weight.Shape, moved);
    }

    private static TensorSource Single(string name, Weight weight) => TensorSource.Of(name, TensorType.F32, weight.Shape, MemoryMarshal.AsBytes(weight.Values.AsSpan()).ToArray());

    private static TensorSource Half(string name, Weight weight) => TensorSource.Of(name, TensorType.F16, weight.Shape, MemoryMarshal.AsBytes(Array.ConvertAll(weight.Values, v => (Half)v).AsSpan()).ToArray());
}
