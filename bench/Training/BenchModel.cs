using Onebox.Models;
using Onebox.Models.Loop;

namespace Onebox.Training.Bench;

/// <summary>A model with random weights, trained whole or through an adapter.</summary>
internal sealed class BenchModel : IDisposable
{
    private readonly DecoderModel _model;

    private BenchModel(DecoderModel model, ITrainable trainable, TrainingMethod method) => (_model, Trainable, Method) = (model, trainable, method);

    public ITrainable Trainable { get; }

    public TrainingMethod Method { get; }

    public static BenchModel Create(BenchSettings settings)
    {
        var lora = settings.Method == "lora";
        var model = DecoderModel.Create(settings.Shape, 1, new ModelOptions { Frozen = lora, Checkpointing = settings.Checkpointing });
        if (lora) model.AddAdapter(new LoraOptions { Seed = 1 });
        return new BenchModel(model, new DecoderTrainable(model), lora ? TrainingMethod.Lora : TrainingMethod.Full);
    }

    public void Dispose() => _model.Dispose();
}
