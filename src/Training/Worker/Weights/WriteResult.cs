using Onebox.Kernel.Files;
using Onebox.Models;
using Onebox.Training.Running;
using Onebox.Training.Worker.Rows;
using Onebox.Weights;
using TrainingPlan = Onebox.Training.Planning.TrainingPlan;

namespace Onebox.Training.Worker.Weights;

/// <summary>Writes what the run has made into its result folder, which is there whole or not at all.</summary>
internal static class WriteResult
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="hasChat">It learned conversations: whoever serves it must write them as they were written here.</param>
    public static void Write(TrainingPlan plan, RunFolder folder, TrainedModel trained, TextFormat format, bool hasChat)
    {
        if (Directory.Exists(folder.Making)) Directory.Delete(folder.Making, recursive: true);
        var model = Path.Combine(folder.Making, Path.GetFileName(folder.Model));
        Directory.CreateDirectory(model, OwnerOnly);
        var file = Path.Combine(model, plan.Name + ".gguf");
        KeyValuePair<string, GgufValue>[] metadata = [.. Metadata(plan, trained.Model.Shape, format, hasChat)];
        if (trained.Model.Adapter is null) ModelFiles.SaveGguf(trained.Model, file, TypeOf(plan), metadata);
        else Merge(plan, folder, trained.Model, file, metadata);
        DurableFile.SyncFolder(folder.Making);
        DurableFile.Move(folder.Making, folder.Result);
    }

    /// <summary>The adapter in both forms, then the base with it merged in, in float32: the weights that were frozen may have been rounded or quantized.</summary>
    private static void Merge(TrainingPlan plan, RunFolder folder, DecoderModel trained, string file, KeyValuePair<string, GgufValue>[] metadata)
    {
        var adapter = Path.Combine(folder.Making, Path.GetFileName(folder.Adapter));
        AdapterFiles.SavePeft(trained, adapter, plan.Base!.Name);
        AdapterFiles.SaveGguf(trained, Path.Combine(folder.Making, Path.GetFileName(folder.GgufAdapter)), plan.Name);
        using var whole = ModelFiles.Load(plan.Base.Folder, new ModelOptions { Compute = ComputeType.Float32, Frozen = true });
        AdapterFiles.LoadPeft(whole, adapter);
        whole.MergeAdapter();
        ModelFiles.SaveGguf(whole, file, TypeOf(plan), metadata);
    }

    /// <summary>All that the base says of itself but its name; for others, the vocabulary from tokenizer.json.</summary>
    private static IEnumerable<KeyValuePair<string, GgufValue>> Metadata(TrainingPlan plan, ModelShape shape, TextFormat format, bool hasChat)
    {
        yield return new("general.name", GgufValue.Of(plan.Name));
        var template = hasChat || format.IsOwn ? format.TemplateSource : null;
        var stated = plan.Base is { Format: "gguf" } model ? ModelFiles.ReadMetadata(model.Files[0]) : GgufVocabulary.Of(plan.Shape?.Tokenizer ?? Path.Combine(plan.Base!.Folder, "tokenizer.json"), format.Tokenizer, shape.Vocabulary, template);
        foreach (var pair in stated)
        {
            if (pair.Key is not "general.name") yield return pair;
        }

        if (template is not null && stated.All(p => p.Key != "tokenizer.chat_template")) yield return new("tokenizer.chat_template", GgufValue.Of(template));
    }

    /// <summary>As the base's matrices are; F16 where those are quantized and for new models.</summary>
    private static SavedType TypeOf(TrainingPlan plan) => plan.Base is { } model
        ? ModelFolder.Inspect(model.Folder).Models[0].Architecture.Weights.MajorityType switch { "F32" => SavedType.F32, "BF16" => SavedType.BF16, _ => SavedType.F16 }
        : SavedType.F16;
}
