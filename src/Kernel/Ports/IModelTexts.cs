namespace Onebox.Kernel.Ports;

/// <summary>What a model on this box makes of text: its tokenizer and chat template. Catalog implements it for modules that know no models.</summary>
public interface IModelTexts
{
    /// <returns>Null: there is no such model, or it is not ready.</returns>
    /// <exception cref="ProblemException">The model's files cannot be read.</exception>
    Task<ModelText?> FindAsync(string nameOrId, CancellationToken cancellation);
}

/// <param name="ChatTemplate">Jinja; null when the model carries none.</param>
/// <param name="TokenizerFile">The path of its tokenizer.json; null when its tokenizer is in a GGUF file, or nowhere.</param>
/// <param name="TokenizerKeys">The metadata of its GGUF file: texts, numbers, flags and arrays of them (<c>string[]</c>, <c>int[]</c>, <c>float[]</c>); null without one.</param>
public sealed record ModelText(string Name, string? ChatTemplate, string? TokenizerFile, IReadOnlyDictionary<string, object>? TokenizerKeys);
