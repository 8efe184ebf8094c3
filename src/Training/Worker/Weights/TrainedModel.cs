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

    /// <exception cref="ModelException">The base cannot be loaded, or cannot have such an adapter.</exception>
    public static TrainedModel Open(TrainingPlan plan)
    {
        var settings = plan.Settings;
        var options = new ModelOptions
        {
            Compute = settings.Precision == TrainingPrecision.Bf16 ? ComputeType.BFloat16 : ComputeType.Float32,
            Checkpointing = settings.GradientCheckpointing,
            Frozen = settings.TrainsAdapter,
            Base = settings.Method != TrainingMethod.Qlora ? BaseType.Compute : settings.QuantizedBits == 8 ? BaseType.Int8 : BaseType.Nf4Double,
        };
        var model = plan.Shape is { } shape ? DecoderModel.Create(ShapeOf(shape), (ulong)settings.Seed, options) : ModelFiles.Load(plan.Base!.Folder, options);
        if (settings.TrainsAdapter) model.AddAdapter(AdapterOf(settings));
        return new TrainedModel(model, new DecoderTrainable(model));
    }

    private static LoraOptions AdapterOf(TrainingSettings settings) => new()
    {
        Rank = settings.LoraRank,
        Alpha = settings.LoraAlpha,
        Dropout = settings.LoraDropout,
        RankStabilized = settings.RsLora,
        Targets = settings.LoraTargets is { Count: > 0 } targets ? targets : LoraOptions.AllTargets,
        Seed = (ulong)settings.Seed,
    };

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
