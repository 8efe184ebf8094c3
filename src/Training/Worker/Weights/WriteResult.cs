using Onebox.Kernel.Files;
using Onebox.Training.Running;
using Onebox.Training.Worker.Rows;
using Onebox.Weights;
using TrainingPlan = Onebox.Training.Planning.TrainingPlan;

namespace Onebox.Training.Worker.Weights;

/// <summary>Writes what the run has made into its result folder, which is there whole or not at all.</summary>
internal static class WriteResult
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Template = "tokenizer.chat_template";

    /// <param name="hasChat">It learned conversations: whoever serves it must write them as they were written here.</param>
    public static void Write(TrainingPlan plan, RunFolder folder, TrainedModel trained, TextFormat format, bool hasChat)
    {
        if (Directory.Exists(folder.Making)) Directory.Delete(folder.Making, recursive: true);
        var model = Path.Combine(folder.Making, Path.GetFileName(folder.Model));
        Directory.CreateDirectory(model, OwnerOnly);
        var metadata = trained.Source is { } source ? OfBase(source, plan.Name) : FreshMetadata.Of(plan, trained.Model.Shape, format.Tokenizer);
        if (hasChat && !format.IsOwn) metadata = metadata.Append(new(Template, GgufValue.Of(format.TemplateSource)));
        WriteModel.Gguf(trained.Model, metadata, TypeOf(trained.Source), Untrained(trained.Source), Path.Combine(model, plan.Name + ".gguf"));
        DurableFile.SyncFolder(model);
        DurableFile.SyncFolder(folder.Making);
        DurableFile.Move(folder.Making, folder.Result);
    }

    /// <summary>All that the base says of itself, but its name.</summary>
    private static IEnumerable<KeyValuePair<string, GgufValue>> OfBase(ModelSet source, string name) =>
        source.Files[0].Gguf!.Metadata.Pairs.Where(p => !p.Key.StartsWith("split.", StringComparison.Ordinal) && p.Key is not ("general.name" or "general.alignment"))
            .Append(new("general.name", GgufValue.Of(name)));

    /// <summary>As the base's matrices are; F16 where those are quantized and for new models.</summary>
    private static TensorType TypeOf(ModelSet? source) => source?.Tensors.FirstOrDefault(t => t.Name == "blk.0.attn_q.weight")?.Type.Name switch
    {
        "F32" => TensorType.F32,
        "BF16" => TensorType.BF16,
        _ => TensorType.F16,
    };

    private static IEnumerable<TensorSource> Untrained(ModelSet? source) => source?.Tensors.Where(t => t.Name == "rope_freqs.weight").Select(t =>
        new TensorSource(t.Name, TensorType.F32, t.Shape, output => output.Write(WriteModel.Encode(ReadWeights.Floats(source, t), TensorType.F32)))) ?? [];
}
