namespace Onebox.Training.Exporting;

/// <summary>What an export's worker is to write.</summary>
/// <param name="Format"><c>gguf</c> or <c>safetensors</c>; adapters are only copied and need no worker.</param>
/// <param name="Folder">The model's folder.</param>
/// <param name="MainFile">What llama.cpp opens: a GGUF; null for safetensors models.</param>
/// <param name="Target">Where to write: a file for GGUF, a folder for safetensors.</param>
/// <param name="Quantization">llama.cpp's name; null as it is.</param>
/// <param name="Sample">A text to measure on; null for the built-in one.</param>
/// <param name="SampleName">What to call it.</param>
/// <param name="Card">What the box knows of the model, for where its files are silent.</param>
internal sealed record ExportPlan(string Format, string Folder, string? MainFile, string Target, string? Quantization, string? Sample, string SampleName, int Threads, Weights.ModelCard Card);

/// <summary>The outcome of the worker, in <c>result.json</c> beside its target.</summary>
internal sealed record ExportOutcome(Api.Training.QualityLoss? Loss);
