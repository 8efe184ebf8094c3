using Onebox.Models;
using Onebox.Models.Loop;
using Onebox.Training.Planning;
using Onebox.Weights;
using TrainingPlan = Onebox.Training.Planning.TrainingPlan;

namespace Onebox.Training.Worker.Weights;

/// <summary>The weights of a run, as the loop trains them and as they are written in the end.</summary>
internal sealed class TrainedModel : IDisposable
{
    private TrainedModel(DecoderModel model, ITrainable trainable, ModelSet? source) => (Model, Trainable, Source) = (model, trainable, source);

    public DecoderModel Model { get; }

    public ITrainable Trainable { get; }

    /// <summary>The files of the base; null for pretraining.</summary>
    public ModelSet? Source { get; }

    /// <exception cref="ModelException">The base cannot be loaded.</exception>
    public static TrainedModel Open(TrainingPlan plan)
    {
        var options = new ModelOptions
        {
            Compute = plan.Settings.Precision == TrainingPrecision.Bf16 ? ComputeType.BFloat16 : ComputeType.Float32,
            Checkpointing = plan.Settings.GradientCheckpointing,
        };
        if (plan.Shape is { } shape)
        {
            var fresh = DecoderModel.Create(ShapeOf(shape), (ulong)plan.Settings.Seed, options);
            return new TrainedModel(fresh, new DecoderTrainable(fresh), null);
        }

        var source = ModelFolder.Inspect(plan.Base!.Folder).Models[0];
        var model = DecoderModel.Create(BaseShape.Of(source), 0, options);
        ReadWeights.Into(model, source);
        return new TrainedModel(model, new DecoderTrainable(model), source);
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
