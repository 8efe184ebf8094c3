namespace Onebox.Llama;

/// <summary>File types that a model can be quantized to; the numbers are llama.cpp's.</summary>
public enum QuantizedType
{
    F32 = 0, F16 = 1, Q4_0 = 2, Q4_1 = 3, Q8_0 = 7, Q5_0 = 8, Q5_1 = 9, Q2_K = 10, Q3_K_S = 11, Q3_K_M = 12, Q3_K_L = 13,
    Q4_K_S = 14, Q4_K_M = 15, Q5_K_S = 16, Q5_K_M = 17, Q6_K = 18, IQ4_NL = 25, IQ4_XS = 30, BF16 = 32,
}

public static unsafe class Quantizer
{
    /// <summary>Writes a quantized copy of a GGUF file. Blocks until done; call it from a task's own thread.</summary>
    /// <param name="threads">Threads to use; 0 for one per core.</param>
    /// <param name="allowRequantize">Also quantize tensors that are already quantized (loses quality).</param>
    /// <exception cref="LlamaException"><see cref="LlamaErrorCode.QuantizeFailed"/>, with llama.cpp's reason.</exception>
    public static void Quantize(string input, string output, QuantizedType type, int threads = 0, bool allowRequantize = false)
    {
        LlamaRuntime.Load();
        if (!File.Exists(input)) throw new LlamaException(LlamaErrorCode.ModelUnreadable, $"There is no model file at {input}.");
        var parameters = LlamaApi.llama_model_quantize_default_params();
        parameters.Threads = threads;
        parameters.FileType = (int)type;
        parameters.AllowRequantize = allowRequantize ? (byte)1 : (byte)0;
        var result = NativeLog.Listen(() =>
        {
            using var from = new Utf8Text(input);
            using var to = new Utf8Text(output);
            var copy = parameters;
            return LlamaApi.llama_model_quantize(from.Pointer, to.Pointer, &copy);
        }, out var heard);
        if (result != 0) throw new LlamaException(LlamaErrorCode.QuantizeFailed, $"{input} could not be quantized to {type}: {NativeLog.Cause(heard)}.");
    }
}
