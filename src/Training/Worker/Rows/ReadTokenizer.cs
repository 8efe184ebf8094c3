using Onebox.Kernel;
using Onebox.Templates.Chat;
using Onebox.Tokenizers;
using Onebox.Training.Planning;
using Onebox.Weights;

namespace Onebox.Training.Worker.Rows;

/// <summary>How text becomes tokens for a model.</summary>
/// <param name="Template">How conversations are written.</param>
/// <param name="TemplateSource">The template's text, to go into what the run makes.</param>
/// <param name="IsOwn">The model came with it.</param>
internal sealed record TextFormat(Tokenizer Tokenizer, ChatTemplate Template, string TemplateSource, bool IsOwn, string? Notice);

/// <summary>Reads the tokenizer and the chat template of a base, or of a shape that is to be pretrained.</summary>
internal static class ReadTokenizer
{
    /// <exception cref="ProblemException"><c>training.tokenizer</c>: it cannot be read or is of an unknown form.</exception>
    public static TextFormat Of(TrainingPlan plan, TimeProvider clock)
    {
        try
        {
            if (plan.Shape is { } shape) return Format(Tokenizer.LoadJson(shape.Tokenizer), shape.ChatTemplate, clock);
            var files = ModelFolder.Inspect(plan.Base!.Folder).Models[0];
            return files.Format == ModelFileFormat.Gguf
                ? Format(Tokenizer.FromGguf(Values(files.Files[0].Gguf!.Metadata)), files.Architecture.ChatTemplate, clock)
                : Format(Tokenizer.LoadJson(Path.Combine(plan.Base.Folder, "tokenizer.json")), files.Architecture.ChatTemplate, clock);
        }
        catch (Exception error) when (error is TokenizerException or IOException or UnauthorizedAccessException or ModelFileException)
        {
            throw new Problem(ProblemKind.Invalid, "training.tokenizer", $"The tokenizer of {plan.Base?.Name ?? plan.Name} cannot be used: {error.Message}", "Take a model with a tokenizer that this box knows (byte-level BPE, SentencePiece).").ToException(error);
        }
    }

    private static TextFormat Format(Tokenizer tokenizer, string? own, TimeProvider clock)
    {
        var (bos, eos) = (Spelling(tokenizer, tokenizer.BosId), Spelling(tokenizer, tokenizer.EosId));
        if (!string.IsNullOrWhiteSpace(own)) return new TextFormat(tokenizer, ChatTemplate.Compile(own, bos, eos, clock), own, true, null);
        // As serving chooses, so that the model is asked in the form that it has learned.
        var known = WellKnownTemplates.ForVocabulary(token => tokenizer.IdOf(token) is { } id && tokenizer.IsSpecial(id));
        return new TextFormat(tokenizer, ChatTemplate.Compile(known.Source, bos, eos, clock), known.Source, false, known.Notice);
    }

    private static string? Spelling(Tokenizer tokenizer, int? id) => id is { } token ? tokenizer.TokenOf(token) : null;

    /// <summary>The tokenizer's keys as plain values.</summary>
    public static Dictionary<string, object> Values(GgufMetadata metadata)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (key, value) in metadata.Pairs)
        {
            if (key.StartsWith("tokenizer.", StringComparison.Ordinal) && Value(value) is { } read) values[key] = read;
        }

        return values;
    }

    private static object? Value(GgufValue value) => value switch
    {
        { Text: { } text } => text,
        { Flag: { } flag } => flag,
        { Integer: { } number } => number,
        { Number: { } number } => number,
        { Array: { } array } => Elements(array),
        _ => null,
    };

    private static object? Elements(GgufArray array) => array.ElementType switch
    {
        GgufValueType.Text => array.Strings().ToArray(),
        GgufValueType.Float32 => array.Values().Select(v => (float)v.Number!.Value).ToArray(),
        GgufValueType.Int32 or GgufValueType.UInt32 => array.Values().Select(v => (int)v.Integer!.Value).ToArray(),
        _ => null,
    };
}
