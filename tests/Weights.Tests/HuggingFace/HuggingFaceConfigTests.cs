namespace Onebox.Weights.Tests;

public sealed class HuggingFaceConfigTests
{
    [Fact]
    public void Config_OfAGroupedQueryModel_IsRead()
    {
        var architecture = Inspect("""
            {"architectures":["Qwen3ForCausalLM"],"model_type":"qwen3","num_hidden_layers":28,"hidden_size":1024,"num_attention_heads":16,
             "num_key_value_heads":8,"head_dim":128,"intermediate_size":3072,"vocab_size":151936,"max_position_embeddings":40960,"rope_theta":1000000,
             "rope_scaling":null,"sliding_window":4096,"use_sliding_window":false,"tie_word_embeddings":true,"torch_dtype":"bfloat16"}
            """);

        Assert.Equal("qwen3", architecture.Name);
        Assert.Equal((28, 1024, 16, 8), (architecture.Layers, architecture.EmbeddingLength, architecture.Heads!.Max, architecture.KvHeads!.Max));
        Assert.Equal((128, 128), (architecture.KeyLength, architecture.ValueLength));
        Assert.Equal((3072, 151936, 40960), (architecture.FeedForwardLength!.Max, architecture.Vocabulary, architecture.ContextLength));
        Assert.Equal(new RopeFacts(null, 1e6, null, null, null), architecture.Rope);
        Assert.Null(architecture.Attention.SlidingWindow);
        Assert.True(architecture.TiedEmbeddings);
        Assert.Equal("bfloat16", architecture.PublishedType);
    }

    [Fact]
    public void KvHeads_NotStated_ComeFromTheTensors()
    {
        var architecture = Inspect(
            """{"model_type":"new","num_hidden_layers":1,"hidden_size":32,"num_attention_heads":4}""",
            Samples.Tensor("model.layers.0.self_attn.q_proj.weight", TensorType.BF16, 64, 32),
            Samples.Tensor("model.layers.0.self_attn.k_proj.weight", TensorType.BF16, 32, 32));

        Assert.Equal(16, architecture.KeyLength);
        Assert.Equal(2, architecture.KvHeads!.Max);
    }

    [Fact]
    public void KvHeads_NeitherStatedNorShown_AreNull()
    {
        var config = """{"model_type":"unheard-of","num_hidden_layers":1,"hidden_size":32,"num_attention_heads":4}""";

        Assert.Null(Inspect(config).KvHeads);
        Assert.Equal(4, Inspect(config.Replace("unheard-of", "llama", StringComparison.Ordinal)).KvHeads!.Max);
        Assert.Equal(1, Inspect(config.Replace("}", ""","multi_query":true}""", StringComparison.Ordinal)).KvHeads!.Max);
    }

    [Fact]
    public void LatentAttention_AndExperts_AreRead()
    {
        var architecture = Inspect("""
            {"model_type":"deepseek_v3","num_hidden_layers":61,"hidden_size":7168,"num_attention_heads":128,"num_key_value_heads":128,
             "qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"kv_lora_rank":512,"n_routed_experts":256,"num_experts_per_tok":8,
             "n_shared_experts":1,"moe_intermediate_size":2048,"quantization_config":{"quant_method":"fp8"}}
            """);

        Assert.Equal((192, 128, 512), (architecture.KeyLength, architecture.ValueLength, architecture.Attention.KvLoraRank));
        Assert.Equal(new ExpertFacts(256, 8, 1, 2048), architecture.Experts);
        Assert.Equal(("fp8", true), (architecture.Quantization, architecture.QuantizationStated));
    }

    [Fact]
    public void LayerTypes_AndNestedTextConfig_AreRead()
    {
        var architecture = Inspect("""
            {"model_type":"gemma3","text_config":{"model_type":"gemma3_text","num_hidden_layers":2,"hidden_size":64,"sliding_window":1024,
             "layer_types":["sliding_attention","full_attention"],"rope_parameters":{"rope_theta":5000,"rope_type":"linear","factor":8}}}
            """);

        Assert.Equal("gemma3", architecture.Name);
        Assert.Equal(2, architecture.Layers);
        Assert.Equal([true, false], architecture.Attention.SlidingLayers!);
        Assert.Equal(new RopeFacts(null, 5000, "linear", 8, null), architecture.Rope);
    }

    [Fact]
    public void PackedWeights_HaveNoParameterCount()
    {
        var packed = Inspect("""{"model_type":"llama","quantization_config":{"quant_method":"gptq"}}""",
            Samples.Tensor("model.layers.0.self_attn.q_proj.qweight", TensorType.I32, 4, 32));

        Assert.Null(packed.Parameters);
        Assert.Equal(128, packed.Weights.Elements);
    }

    [Theory]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":3", "num_hidden_layers is 3, and the weights have 2 layers")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":-3", "num_hidden_layers is -3, which is no count")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":\"two\"", "num_hidden_layers is \"two\", which is no count")]
    [InlineData("\"hidden_size\":16", "\"hidden_size\":32", "hidden_size is 32, and the weights have 16 columns of model.embed_tokens.weight")]
    [InlineData("\"vocab_size\":10", "\"vocab_size\":11", "vocab_size is 11, and the weights have 10 rows of model.embed_tokens.weight")]
    [InlineData("\"num_key_value_heads\":2", "\"num_key_value_heads\":4", "num_key_value_heads × head_dim is 16, and the weights have 8 rows of model.layers.0.self_attn.k_proj.weight")]
    [InlineData("\"intermediate_size\":24", "\"intermediate_size\":25", "intermediate_size is 25, and the weights have 24 rows of model.layers.0.mlp.gate_proj.weight")]
    [InlineData("\"hidden_size\":16", "\"hidden_size\":16,\"head_dim\":8", "num_attention_heads × head_dim is 32, and the weights have 16 rows of model.layers.0.self_attn.q_proj.weight")]
    public void Config_ThatContradictsTheWeights_IsRefused(string right, string wrong, string said)
    {
        const string config = """{"model_type":"llama","num_hidden_layers":2,"hidden_size":16,"num_attention_heads":4,"num_key_value_heads":2,"intermediate_size":24,"vocab_size":10}""";
        TensorSource[] tensors =
        [
            Samples.Tensor("model.embed_tokens.weight", TensorType.BF16, 10, 16),
            Samples.Tensor("model.layers.0.self_attn.q_proj.weight", TensorType.BF16, 16, 16),
            Samples.Tensor("model.layers.0.self_attn.k_proj.weight", TensorType.BF16, 8, 16),
            Samples.Tensor("model.layers.0.mlp.gate_proj.weight", TensorType.BF16, 24, 16),
            Samples.Tensor("model.layers.1.self_attn.q_proj.weight", TensorType.BF16, 16, 16),
        ];

        Assert.Equal(2, Inspect(config, tensors).Layers);
        var refused = Assert.Throws<ModelFileException>(() => Inspect(config.Replace(right, wrong, StringComparison.Ordinal), tensors));
        Assert.Equal(ModelFileError.Corrupt, refused.Error);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        // Where its tensors are not known to us, a difference may be meant.
        Assert.Equal("other", Inspect(config.Replace(right, wrong, StringComparison.Ordinal).Replace("llama", "other", StringComparison.Ordinal), tensors).Name);
    }

    [Fact]
    public void ChatTemplate_IsTakenFromTheTokenizerConfiguration()
    {
        using var folder = Folder("{}");
        folder.Write("tokenizer_config.json", """{"tokenizer_class":"Qwen2Tokenizer","chat_template":[{"name":"tool_use","template":"T"},{"name":"default","template":"D"}]}""");
        var architecture = ModelFolder.Inspect(folder.Path).Models[0].Architecture;

        Assert.Equal(("D", "Qwen2Tokenizer"), (architecture.ChatTemplate, architecture.Tokenizer));
        folder.Write("chat_template.jinja", "J");
        Assert.Equal("J", ModelFolder.Inspect(folder.Path).Models[0].Architecture.ChatTemplate);
    }

    [Fact]
    public void PeftFolder_IsAnAdapter()
    {
        using var folder = new TemporaryFolder();
        folder.Write("adapter_config.json", """{"r":8}""");
        folder.Write("adapter_model.safetensors", Samples.Safetensors());
        var model = Assert.Single(ModelFolder.Inspect(folder.Path).Models);

        Assert.Equal("adapter", model.Architecture.Kind);
        Assert.Contains(model.Companions, path => path.EndsWith("adapter_config.json", StringComparison.Ordinal));
    }

    private static Architecture Inspect(string config, params TensorSource[] tensors)
    {
        using var folder = Folder(config, tensors);
        return Assert.Single(ModelFolder.Inspect(folder.Path).Models).Architecture;
    }

    private static TemporaryFolder Folder(string config, params TensorSource[] tensors)
    {
        var folder = new TemporaryFolder();
        folder.Write("model.safetensors", Samples.Safetensors(tensors));
        folder.Write("config.json", config);
        return folder;
    }
}
