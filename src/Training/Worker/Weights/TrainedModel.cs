using Onebox.Models;
using Onebox.Models.Loop;
using Onebox.Training.Planning;
using TrainingPlan = Onebox.Training.Planning.TrainingPlan;

namespace Onebox.Training.Worker.Weights;

/// <summary>The weights of a run, as the loop trains them and as they are written in the end.</summary>
internal sealed class TrainedModel : IDisposable
{
    private TrainedModel(DecoderModel model, ITrainable trainable) => (Model, Trainable) = (model, trainable);

    public DecoderModel Model { get; }

    public ITrainable Trainable { get; }

    /// <exception cref="ModelException">The base cannot be loaded.</exception>
    public static TrainedModel Open(TrainingPlan plan)
    {
        var options = new ModelOptions
        {
            Compute = plan.Settings.Precision == TrainingPrecision.Bf16 ? ComputeType.BFloat16 : ComputeType.Float32,
            Checkpointing = plan.Settings.GradientCheckpointing,
        };
        var model = plan.Shape is { } shape ? DecoderModel.Create(ShapeOf(shape), (ulong)plan.Settings.Seed, options) : ModelFiles.Load(plan.Base!.Folder, options);
        return new TrainedModel(model, new DecoderTrainable(model));
    }

    public void Dispose() => Model.Dispose();

    private static ModelShape ShapeOf(PlannedShape shape) => new()
    {
        Architecture = Enum.Parse<ModelArchitecture>(shape.Architecture, ignoreCase: true),
        Layers = shape.Layers,
        Hidden = shape.Embedding,
        Heads = shape.Heads,
        KvHeads = shape.KeyValueHeads,
        HeadSize = shape.HeadLength ?? (shape.Embedding / shape.Heads),
        Intermediate = shape.FeedForward,
        Vocabulary = shape.Vocabulary,
        Context = shape.Context,
        RopeTheta = shape.RopeBase,
        NormEpsilon = (float)shape.NormEpsilon,
        TiedEmbeddings = shape.TiedEmbeddings,
        QkNorm = shape.Architecture == "qwen3",
        AttentionBias = shape.Architecture == "qwen2",
    };
}
