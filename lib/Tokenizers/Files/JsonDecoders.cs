using System.Text.Json;
using Onebox.Tokenizers.Decoding;

namespace Onebox.Tokenizers.Files;

/// <summary>Decoders of tokenizer.json.</summary>
internal static class JsonDecoders
{
    public static IDecoder Read(JsonElement? decoder)
    {
        // Without a decoder, tokens are joined by spaces: so do Hugging Face's tokenizers.
        if (decoder is not { } step)
            return new StepDecoder([], " ");
        var steps = step.Text("type") == "Sequence" ? step.List("decoders").ToList() : [step];
        return steps.Exists(s => s.Text("type") == "ByteLevel") ? new ByteLevelDecoder() : new StepDecoder([.. steps.Select(Step)]);
    }

    private static Action<List<string>> Step(JsonElement step) => step.Text("type") switch
    {
        "Replace" => DecoderSteps.Replace(step.Part("pattern")?.Text("String") ?? throw new TokenizerException("tokenizer.json has a decoder with a pattern that is no plain text."), step.Text("content") ?? ""),
        "ByteFallback" => DecoderSteps.ByteFallback(),
        "Fuse" => DecoderSteps.Fuse(),
        "Strip" => DecoderSteps.Strip((step.Text("content") ?? " ")[0], step.Number("start") ?? 0, step.Number("stop") ?? 0),
        "Metaspace" => DecoderSteps.Metaspace((step.Text("replacement") ?? "\u2581")[0], step.Text("prepend_scheme") is { } scheme ? scheme != "never" : step.Flag("add_prefix_space", true)),
        var other => throw new TokenizerException($"tokenizer.json has the decoder '{other}', which is not known."),
    };
}
