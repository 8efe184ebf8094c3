using System.Runtime.InteropServices;

namespace Onebox.Llama;

/// <summary>The functions of llama.h and ggml-backend.h that Onebox calls, under their own names. <see cref="LlamaRuntime"/> resolves the libraries.</summary>
internal static unsafe partial class LlamaApi
{
    public const string Llama = "onebox-llama";
    public const string Ggml = "onebox-ggml";
    public const string GgmlBase = "onebox-ggml-base";

    // Runtime
    [LibraryImport(Ggml)] public static partial void ggml_backend_load_all_from_path(byte* directory);
    [LibraryImport(Ggml)] public static partial nuint ggml_backend_dev_count();
    [LibraryImport(Ggml)] public static partial void* ggml_backend_dev_get(nuint index);
    [LibraryImport(Ggml)] public static partial void* ggml_backend_dev_by_type(int type);
    [LibraryImport(GgmlBase)] public static partial void* ggml_backend_dev_backend_reg(void* device);
    [LibraryImport(GgmlBase)] public static partial void* ggml_backend_reg_get_proc_address(void* registry, byte* name);
    [LibraryImport(GgmlBase)] public static partial ThreadPoolParams ggml_threadpool_params_default(int threads);
    [LibraryImport(GgmlBase)] public static partial byte* ggml_backend_dev_name(void* device);
    [LibraryImport(GgmlBase)] public static partial byte* ggml_backend_dev_description(void* device);
    [LibraryImport(GgmlBase)] public static partial int ggml_backend_dev_type(void* device);
    [LibraryImport(GgmlBase)] public static partial void ggml_backend_dev_memory(void* device, nuint* free, nuint* total);
    [LibraryImport(GgmlBase)] public static partial void ggml_log_set(delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, void* user);
    [LibraryImport(GgmlBase)] public static partial void* ggml_set_abort_callback(delegate* unmanaged[Cdecl]<byte*, void> callback);
    [LibraryImport(Llama)] public static partial void llama_log_set(delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, void* user);
    [LibraryImport(Llama)] public static partial void llama_backend_init();
    [LibraryImport(Llama)] public static partial byte* llama_version();
    [LibraryImport(Llama)] public static partial nuint llama_max_devices();
    [LibraryImport(Llama)] public static partial ModelParams llama_model_default_params();
    [LibraryImport(Llama)] public static partial ContextParams llama_context_default_params();
    [LibraryImport(Llama)] public static partial QuantizeParams llama_model_quantize_default_params();

    // Model
    [LibraryImport(Llama)] public static partial nint llama_model_load_from_file(byte* path, ModelParams parameters);
    [LibraryImport(Llama)] public static partial void llama_model_free(nint model);
    [LibraryImport(Llama)] public static partial nint llama_model_get_vocab(nint model);
    [LibraryImport(Llama)] public static partial int llama_model_n_ctx_train(nint model);
    [LibraryImport(Llama)] public static partial int llama_model_n_embd(nint model);
    [LibraryImport(Llama)] public static partial int llama_model_n_embd_out(nint model);
    [LibraryImport(Llama)] public static partial int llama_model_n_layer(nint model);
    [LibraryImport(Llama)] public static partial int llama_model_n_head(nint model);
    [LibraryImport(Llama)] public static partial int llama_model_n_head_kv(nint model);
    [LibraryImport(Llama)] public static partial uint llama_model_n_cls_out(nint model);
    [LibraryImport(Llama)] public static partial ulong llama_model_size(nint model);
    [LibraryImport(Llama)] public static partial ulong llama_model_n_params(nint model);
    [LibraryImport(Llama)] public static partial byte llama_model_has_decoder(nint model);
    [LibraryImport(Llama)] public static partial byte llama_model_is_recurrent(nint model);
    [LibraryImport(Llama)] public static partial byte llama_model_is_hybrid(nint model);
    [LibraryImport(Llama)] public static partial byte* llama_model_chat_template(nint model, byte* name);
    [LibraryImport(Llama)] public static partial int llama_model_desc(nint model, byte* buffer, nuint size);
    [LibraryImport(Llama)] public static partial int llama_model_meta_count(nint model);
    [LibraryImport(Llama)] public static partial int llama_model_meta_key_by_index(nint model, int index, byte* buffer, nuint size);
    [LibraryImport(Llama)] public static partial int llama_model_meta_val_str_by_index(nint model, int index, byte* buffer, nuint size);
    [LibraryImport(Llama)] public static partial uint llama_model_quantize(byte* input, byte* output, QuantizeParams* parameters);

    // Vocabulary
    [LibraryImport(Llama)] public static partial int llama_vocab_n_tokens(nint vocab);
    [LibraryImport(Llama)] public static partial byte* llama_vocab_get_text(nint vocab, int token);
    [LibraryImport(Llama)] public static partial float llama_vocab_get_score(nint vocab, int token);
    [LibraryImport(Llama)] public static partial int llama_vocab_get_attr(nint vocab, int token);
    [LibraryImport(Llama)] public static partial byte llama_vocab_is_eog(nint vocab, int token);
    [LibraryImport(Llama)] public static partial int llama_vocab_bos(nint vocab);
    [LibraryImport(Llama)] public static partial int llama_vocab_eos(nint vocab);
    [LibraryImport(Llama)] public static partial int llama_vocab_eot(nint vocab);
    [LibraryImport(Llama)] public static partial int llama_vocab_sep(nint vocab);
    [LibraryImport(Llama)] public static partial int llama_vocab_nl(nint vocab);
    [LibraryImport(Llama)] public static partial int llama_vocab_pad(nint vocab);
    [LibraryImport(Llama)] public static partial byte llama_vocab_get_add_bos(nint vocab);
    [LibraryImport(Llama)] public static partial byte llama_vocab_get_add_eos(nint vocab);
    [LibraryImport(Llama)] public static partial byte llama_vocab_get_add_sep(nint vocab);
    [LibraryImport(Llama)] public static partial int llama_tokenize(nint vocab, byte* text, int textLength, int* tokens, int capacity, byte addSpecial, byte parseSpecial);
    [LibraryImport(Llama)] public static partial int llama_token_to_piece(nint vocab, int token, byte* buffer, int length, int lstrip, byte special);
    [LibraryImport(Llama)] public static partial int llama_detokenize(nint vocab, int* tokens, int count, byte* text, int capacity, byte removeSpecial, byte unparseSpecial);

    // Context and memory
    [LibraryImport(Llama)] public static partial nint llama_init_from_model(nint model, ContextParams parameters);
    [LibraryImport(Llama)] public static partial void llama_free(nint context);
    [LibraryImport(Llama)] public static partial void llama_attach_threadpool(nint context, nint pool, nint batchPool);
    [LibraryImport(Llama)] public static partial uint llama_n_batch(nint context);
    [LibraryImport(Llama)] public static partial int llama_pooling_type(nint context);
    [LibraryImport(Llama)] public static partial nint llama_get_memory(nint context);
    [LibraryImport(Llama)] public static partial int llama_decode(nint context, Batch batch);
    [LibraryImport(Llama)] public static partial void llama_synchronize(nint context);
    [LibraryImport(Llama)] public static partial float* llama_get_logits_ith(nint context, int index);
    [LibraryImport(Llama)] public static partial float* llama_get_embeddings_seq(nint context, int sequence);
    [LibraryImport(Llama)] public static partial void llama_memory_clear(nint memory, byte data);
    [LibraryImport(Llama)] public static partial byte llama_memory_seq_rm(nint memory, int sequence, int from, int to);
    [LibraryImport(Llama)] public static partial void llama_memory_seq_cp(nint memory, int source, int destination, int from, int to);
    [LibraryImport(Llama)] public static partial int llama_memory_seq_pos_max(nint memory, int sequence);

    // Adapters
    [LibraryImport(Llama)] public static partial nint llama_adapter_lora_init(nint model, byte* path);
    [LibraryImport(Llama)] public static partial void llama_adapter_lora_free(nint adapter);
    [LibraryImport(Llama)] public static partial int llama_set_adapters_lora(nint context, nint* adapters, nuint count, float* scales);

    // Grammar
    [LibraryImport(Llama)] public static partial nint llama_sampler_init_grammar(nint vocab, byte* grammar, byte* root);
    [LibraryImport(Llama)] public static partial void llama_sampler_apply(nint sampler, TokenDataArray* candidates);
    [LibraryImport(Llama)] public static partial void llama_sampler_accept(nint sampler, int token);
    [LibraryImport(Llama)] public static partial void llama_sampler_free(nint sampler);
}
