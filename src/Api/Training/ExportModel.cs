namespace Onebox.Api.Training;

/// <summary><c>POST /api/models/{name}/export</c>: writes a model in another form; a task.</summary>
/// <param name="Format"><c>gguf</c> or <c>safetensors</c> (the whole model), <c>peft</c> or <c>gguf-lora</c> (the adapter of a trained one).</param>
/// <param name="Path">An absolute path on the box: a file for GGUF, a folder for the others.</param>
/// <param name="Quantization"><c>Q8_0</c>, <c>Q6_K</c>, <c>Q4_K_M</c>…; null as it is. GGUF alone is quantized: the other forms are written without, and the result says so.</param>
/// <param name="Sample">A text file whose words the loss of quality is measured on; null for the run's own validation rows, or a built-in text.</param>
/// <param name="Overwrite">Replace the file at the path, if there is one; a folder never is, nor a file of the box's own.</param>
public sealed record ExportModelRequest(string Format, string Path, string? Quantization = null, string? Sample = null, bool Overwrite = false);

/// <summary><c>GET /api/models/exports/{taskId}</c>: what an export has written.</summary>
/// <param name="Notice">What was asked for and does not apply: a quantization of anything but GGUF.</param>
public sealed record ExportInfo(string Model, string Format, string Path, IReadOnlyList<ExportedFile> Files, QualityLoss? Loss = null, string? Notice = null);

public sealed record ExportedFile(string Name, long SizeBytes, string Sha256);

/// <summary>What quantizing cost, measured on a sample with both files.</summary>
/// <param name="Sample">Where the words came from.</param>
/// <param name="Tokens">Positions compared.</param>
/// <param name="PerplexityBefore">Of the file before.</param>
/// <param name="MeanKullbackLeibler">Mean divergence of the quantized distribution from the one before, in nats a token, over the likeliest words of each position.</param>
/// <param name="SameTopToken">The share of positions at which both find the same word likeliest.</param>
public sealed record QualityLoss(string Sample, int Tokens, double PerplexityBefore, double PerplexityAfter, double MeanKullbackLeibler, double SameTopToken);
