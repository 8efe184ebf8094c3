using System.Runtime.InteropServices;
using Onebox.Kernel.Ports;
using Onebox.Weights;

namespace Onebox.Catalog;

/// <summary>Shows other modules a model's tokenizer and chat template.</summary>
internal sealed class CatalogTexts(ICatalog catalog) : IModelTexts
{
    private const string TokenizerPrefix = "tokenizer.";

    public async Task<ModelText?> FindAsync(string nameOrId, CancellationToken cancellation)
    {
        if (await catalog.FindAsync(nameOrId, cancellation) is not { State: ModelState.Ready } model) return null;
        var file = Path.Combine(model.Folder, "tokenizer.json");
        if (File.Exists(file)) return new ModelText(model.Name, model.Architecture.ChatTemplate, file, null);
        if (model.Format != "gguf") return new ModelText(model.Name, model.Architecture.ChatTemplate, null, null);
        try
        {
            var metadata = ModelFile.Open(model.MainFile).Gguf!.Metadata;
            var keys = metadata.Pairs.Where(p => p.Key.StartsWith(TokenizerPrefix, StringComparison.Ordinal)).Select(p => (p.Key, Value: Plain(p.Value))).Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value!, StringComparer.Ordinal);
            return new ModelText(model.Name, model.Architecture.ChatTemplate, null, keys);
        }
        catch (ModelFileException refusal)
        {
            throw CatalogErrors.Refused(refusal);
        }
    }

    private static object? Plain(GgufValue value) => value switch
    {
        { Array: { } array } => Plain(array),
        { Text: { } text } => text,
        { Flag: { } flag } => flag,
        { Integer: { } integer } => integer,
        _ => value.Number,
    };

    private static object? Plain(GgufArray array) => array.ElementType switch
    {
        GgufValueType.Text => array.Strings().ToArray(),
        GgufValueType.Float32 => MemoryMarshal.Cast<byte, float>(array.Bytes.Span).ToArray(),
        GgufValueType.Int32 or GgufValueType.UInt32 => MemoryMarshal.Cast<byte, int>(array.Bytes.Span).ToArray(),
        _ => null,
    };
}
