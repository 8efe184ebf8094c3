using Onebox.Models;
using Onebox.Tokenizers;
using Onebox.Training.Worker.Weights;
using Onebox.Weights;

namespace Onebox.Training.Exporting;

/// <summary>Between GGUF and Hugging Face's folders, by lib/Models.</summary>
internal static class ConvertWeights
{
    private static readonly ModelOptions AsTheyAre = new() { Compute = ComputeType.Float32, Frozen = true };

    /// <summary>config.json and safetensors; the chat template beside them. A GGUF's vocabulary is not tokenizer.json: that is the base's own.</summary>
    public static void ToFolder(ExportPlan plan)
    {
        var set = ModelFolder.Inspect(plan.Folder).Models[0];
        using var model = ModelFiles.Load(plan.Folder, AsTheyAre);
        ModelFiles.SaveFolder(model, plan.Target, TypeOf(set));
        if (set.Architecture.ChatTemplate is { } template) File.WriteAllText(Path.Combine(plan.Target, "chat_template.jinja"), template);
    }

    public static void ToGguf(ExportPlan plan, string target)
    {
        var set = ModelFolder.Inspect(plan.Folder).Models[0];
        using var model = ModelFiles.Load(plan.Folder, AsTheyAre);
        var tokenizer = Path.Combine(plan.Folder, "tokenizer.json");
        ModelFiles.SaveGguf(model, target, TypeOf(set), GgufVocabulary.Of(tokenizer, Tokenizer.LoadJson(tokenizer), model.Shape.Vocabulary, set.Architecture.ChatTemplate));
    }

    private static SavedType TypeOf(ModelSet set) => set.Architecture.Weights.MajorityType switch { "F32" => SavedType.F32, "BF16" => SavedType.BF16, _ => SavedType.F16 };
}
