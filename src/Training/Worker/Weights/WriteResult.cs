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
        var began = plan.Base is { } known ? ModelFolder.Inspect(known.Folder).Models[0] : null;
        var card = CardOf(plan, began);
        KeyValuePair<string, GgufValue>[] metadata = [.. card.ToGguf(), .. Further(plan, trained.Model.Shape, format, hasChat)];
        if (trained.Model.Adapter is null) ModelFiles.SaveGguf(trained.Model, file, TypeOf(began), metadata);
        else Merge(plan, folder, trained.Model, file, TypeOf(began), card, metadata);
        foreach (var text in began?.LicenceTexts ?? []) File.Copy(text, Path.Combine(model, Path.GetFileName(text)));
        DurableFile.SyncFolder(folder.Making);
        DurableFile.Move(folder.Making, folder.Result);
    }

    /// <summary>The adapter in both forms, then the base with it merged in, in float32: the weights that were frozen may have been rounded or quantized.</summary>
    private static void Merge(TrainingPlan plan, RunFolder folder, DecoderModel trained, string file, SavedType type, ModelCard card, KeyValuePair<string, GgufValue>[] metadata)
    {
        var adapter = Path.Combine(folder.Making, Path.GetFileName(folder.Adapter));
        AdapterFiles.SavePeft(trained, adapter, plan.Base!.Name);
        File.WriteAllText(Path.Combine(adapter, "README.md"), card.ToReadme("peft", $"An adapter of {plan.Base.Name}, trained by Onebox: method {plan.Settings.Method.ToString().ToLowerInvariant()}, rank {plan.Settings.LoraRank.ToString(System.Globalization.CultureInfo.InvariantCulture)}."));
        AdapterFiles.SaveGguf(trained, Path.Combine(folder.Making, Path.GetFileName(folder.GgufAdapter)), card.ToGguf());
        using var whole = ModelFiles.Load(plan.Base.Folder, new ModelOptions { Compute = ComputeType.Float32, Frozen = true });
        AdapterFiles.LoadPeft(whole, adapter);
        whole.MergeAdapter();
        ModelFiles.SaveGguf(whole, file, type, metadata);
    }

    /// <summary>What the base says of itself, with the run's name and the base as where it comes from.</summary>
    private static ModelCard CardOf(TrainingPlan plan, ModelSet? began) => began is null
        ? new ModelCard(plan.Name)
        : began.Card.Or(new ModelCard(License: plan.Base!.Licence)) with { Name = plan.Name, BaseModel = plan.Base.Name };

    /// <summary>All that the base says of itself beside its card; for others, the vocabulary from tokenizer.json.</summary>
    private static IEnumerable<KeyValuePair<string, GgufValue>> Further(TrainingPlan plan, ModelShape shape, TextFormat format, bool hasChat)
    {
        var template = hasChat || format.IsOwn ? format.TemplateSource : null;
        var stated = plan.Base is { Format: "gguf" } model ? ModelFiles.ReadMetadata(model.Files[0]) : GgufVocabulary.Of(plan.Shape?.Tokenizer ?? Path.Combine(plan.Base!.Folder, "tokenizer.json"), format.Tokenizer, shape.Vocabulary, template);
        foreach (var pair in stated)
        {
            if (!IsOfCard(pair.Key)) yield return pair;
        }

        if (template is not null && stated.All(p => p.Key != "tokenizer.chat_template")) yield return new("tokenizer.chat_template", GgufValue.Of(template));
    }

    /// <summary>These say whose the base is: of what came of it the card says it.</summary>
    private static bool IsOfCard(string key) => key is "general.name" or "general.author" or "general.license" || key.StartsWith("general.base_model.", StringComparison.Ordinal);

    /// <summary>As the base's matrices are; F16 where those are quantized and for new models.</summary>
    private static SavedType TypeOf(ModelSet? began) => began?.Architecture.Weights.MajorityType switch { "F32" => SavedType.F32, "BF16" => SavedType.BF16, _ => SavedType.F16 };
}
