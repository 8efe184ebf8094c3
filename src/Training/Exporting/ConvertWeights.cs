using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Models;
using Onebox.Tokenizers;
using Onebox.Training.Worker.Rows;
using Onebox.Training.Worker.Weights;
using Onebox.Weights;

namespace Onebox.Training.Exporting;

/// <summary>Between GGUF and Hugging Face's folders, by lib/Models.</summary>
internal static class ConvertWeights
{
    private static readonly ModelOptions AsTheyAre = new() { Compute = ComputeType.Float32, Frozen = true };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A whole folder as transformers loads it: config.json, safetensors, the GGUF's vocabulary as tokenizer.json, the chat template, where answers end, a card with the licence.</summary>
    public static void ToFolder(ExportPlan plan)
    {
        var set = ModelFolder.Inspect(plan.Folder).Models[0];
        using var model = ModelFiles.Load(plan.Folder, AsTheyAre);
        var tokenizer = set.Files[0].Gguf is { } gguf ? Tokenizer.ToFolder(ReadTokenizer.Values(gguf.Metadata), set.Architecture.ChatTemplate, model.Shape.Context) : null;
        var ends = tokenizer is null ? [] : Ends(tokenizer);
        ModelFiles.SaveFolder(model, plan.Target, TypeOf(set), ends);
        foreach (var text in set.LicenceTexts) File.Copy(text, Path.Combine(plan.Target, Path.GetFileName(text)));
        File.WriteAllText(Path.Combine(plan.Target, "README.md"), set.Card.Or(plan.Card).ToReadme("transformers", $"Written by Onebox from {set.Files[0].Name}."));
        if (set.Architecture.ChatTemplate is { } template) File.WriteAllText(Path.Combine(plan.Target, "chat_template.jinja"), template);
        if (tokenizer is null) return;
        File.WriteAllBytes(Path.Combine(plan.Target, "tokenizer.json"), tokenizer.Tokenizer);
        File.WriteAllBytes(Path.Combine(plan.Target, "tokenizer_config.json"), tokenizer.Config);
        ends["_from_model_config"] = true;
        File.WriteAllText(Path.Combine(plan.Target, "generation_config.json"), ends.ToJsonString(Indented) + "\n");
    }

    /// <summary>The ids of the tokens that begin and end texts, as config.json and generation_config.json name them.</summary>
    private static JsonObject Ends(TokenizerFolder tokenizer)
    {
        var ends = new JsonObject();
        if (tokenizer.BosId is { } bos) ends["bos_token_id"] = bos;
        if (tokenizer.Stops is [var only]) ends["eos_token_id"] = only;
        else if (tokenizer.Stops.Count > 1) ends["eos_token_id"] = new JsonArray([.. tokenizer.Stops]);
        if (tokenizer.PadId is { } pad) ends["pad_token_id"] = pad;
        return ends;
    }

    public static void ToGguf(ExportPlan plan, string target)
    {
        var set = ModelFolder.Inspect(plan.Folder).Models[0];
        using var model = ModelFiles.Load(plan.Folder, AsTheyAre);
        var tokenizer = Path.Combine(plan.Folder, "tokenizer.json");
        var vocabulary = GgufVocabulary.Of(tokenizer, Tokenizer.LoadJson(tokenizer), model.Shape.Vocabulary, set.Architecture.ChatTemplate);
        ModelFiles.SaveGguf(model, target, TypeOf(set), set.Card.Or(plan.Card).ToGguf().Concat(vocabulary));
    }

    private static SavedType TypeOf(ModelSet set) => set.Architecture.Weights.MajorityType switch { "F32" => SavedType.F32, "BF16" => SavedType.BF16, _ => SavedType.F16 };
}
