using System.Text.Json;

namespace Onebox.Training.Tests.EndToEnd;

/// <summary>What pretraining a very small model begins with: a config.json, a byte-level tokenizer, rows.</summary>
internal static class NewModel
{
    public const string Recipe =
        """
        name: fresh
        method: pretrain
        model: config.json
        data: [rows.jsonl]
        settings: { steps: 6, sequenceLength: 64, batchTokens: 256, threads: 1 }
        """;

    public static void Write(string folder, string rows)
    {
        Directory.CreateDirectory(folder);
        File.Copy(rows, Path.Combine(folder, "rows.jsonl"));
        File.WriteAllText(Path.Combine(folder, "config.json"), """
            {"model_type":"llama","vocab_size":260,"hidden_size":32,"intermediate_size":64,"num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,"head_dim":8,
             "max_position_embeddings":128,"rope_theta":10000.0,"rms_norm_eps":1e-05,"tie_word_embeddings":true}
            """);
        // Every byte is a token, in GPT-2's alphabet of printable stand-ins; no merges.
        var vocabulary = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var next = 0;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;
            vocabulary[$"{(char)(printable ? value : 256 + next++)}"] = value;
        }

        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), JsonSerializer.Serialize(new
        {
            version = "1.0",
            added_tokens = new[] { new { id = 256, content = "<|end|>", single_word = false, lstrip = false, rstrip = false, normalized = false, special = true } },
            pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = false, use_regex = true },
            decoder = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = false, use_regex = true },
            model = new { type = "BPE", vocab = vocabulary, merges = Array.Empty<string>() },
        }));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"eos_token":"<|end|>","bos_token":"<|end|>"}""");
    }
}
