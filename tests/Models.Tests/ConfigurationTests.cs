using System.Text.Json.Nodes;
using CsCheck;

namespace Onebox.Models.Tests;

public sealed class ConfigurationTests
{
    private const string Llama31 = """
        {"architectures":["LlamaForCausalLM"],"model_type":"llama","hidden_size":2048,"intermediate_size":8192,"num_hidden_layers":16,"num_attention_heads":32,"num_key_value_heads":8,
        "head_dim":64,"vocab_size":128256,"max_position_embeddings":131072,"rms_norm_eps":1e-05,"rope_theta":500000.0,"tie_word_embeddings":true,"hidden_act":"silu","attention_bias":false,"mlp_bias":false,
        "rope_scaling":{"factor":32.0,"high_freq_factor":4.0,"low_freq_factor":1.0,"original_max_position_embeddings":8192,"rope_type":"llama3"}}
        """;

    [Fact]
    public void PublishedConfigurations_AreReadAsTransformersReadsThem()
    {
        var llama = HuggingFaceConfig.Of((JsonObject)JsonNode.Parse(Llama31)!);
        Assert.Equal(1_235_814_400, llama.Parameters);
        Assert.Equal(new RopeScaling(RopeScalingKind.Llama3, 32, 8192), llama.RopeScaling);

        var qwen = HuggingFaceConfig.Of((JsonObject)JsonNode.Parse("""{"model_type":"qwen2","hidden_size":896,"intermediate_size":4864,"num_hidden_layers":24,"num_attention_heads":14,"num_key_value_heads":2,"vocab_size":151936,"max_position_embeddings":32768,"rms_norm_eps":1e-06,"rope_theta":1000000.0,"tie_word_embeddings":true,"use_sliding_window":false,"sliding_window":32768}""")!);
        Assert.Equal(494_032_768, qwen.Parameters);
        Assert.True(qwen.AttentionBias);
        Assert.Null(qwen.SlidingWindow);

        var mistral = HuggingFaceConfig.Of((JsonObject)JsonNode.Parse("""{"model_type":"mistral","hidden_size":4096,"intermediate_size":14336,"num_hidden_layers":32,"num_attention_heads":32,"num_key_value_heads":8,"vocab_size":32000,"max_position_embeddings":32768,"rms_norm_eps":1e-05,"sliding_window":4096}""")!);
        Assert.Equal(7_241_732_096, mistral.Parameters);
        Assert.Equal(4096, mistral.SlidingWindow);
    }

    [Fact]
    public void Configuration_WithAnyFieldReplaced_IsReadOrRefused()
    {
        var keys = ((JsonObject)JsonNode.Parse(Llama31)!).Select(pair => pair.Key).ToArray();
        string[] values = ["null", "0", "-1", "1e400", "2147483648", "\"x\"", "[]", "{}", "true", "0.5", "{\"rope_type\":\"yarn\",\"factor\":\"x\"}", "{\"rope_type\":7}"];
        using var pad = new Scratchpad();
        Gen.Select(Gen.Int[0, keys.Length - 1], Gen.Int[0, values.Length - 1]).Sample((key, value) =>
        {
            var config = (JsonObject)JsonNode.Parse(Llama31)!;
            config[keys[key]] = JsonNode.Parse(values[value]);
            var path = pad.At(FormattableString.Invariant($"{key}-{value}.json"));
            File.WriteAllText(path, config.ToJsonString());
            try
            {
                HuggingFaceConfig.Read(path).Validate();
            }
            catch (ModelException)
            {
                // Refused, as it should be.
            }
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void GgufAdapter_OnDisk_HasTheseKeysAndTensors()
    {
        using var pad = new Scratchpad();
        using var model = AdapterTests.Adapted(Shapes.Llama, new ModelOptions { Frozen = true }, new LoraOptions { Rank = 4, Alpha = 6, RankStabilized = true, Targets = ["k_proj", "o_proj"] });
        AdapterFiles.SaveGguf(model, pad.At("a.gguf"), new Weights.ModelCard("pin").ToGguf());
        var file = Weights.ModelFile.Open(pad.At("a.gguf")).Gguf!;
        Assert.Equal(["general.architecture=llama", "general.type=adapter", "general.name=pin", "general.file_type=0", "general.quantization_version=2", "adapter.type=lora", "adapter.lora.alpha=12"],
            file.Metadata.Pairs.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value.Text ?? (object)pair.Value.Number!}")));
        Assert.Equal(["blk.0.attn_k.weight.lora_a 4x48", "blk.0.attn_k.weight.lora_b 16x4", "blk.0.attn_output.weight.lora_a 4x48", "blk.0.attn_output.weight.lora_b 48x4"],
            file.Tensors.Take(4).Select(tensor => $"{tensor.Name} {string.Join('x', tensor.Shape)}"));
    }
}
