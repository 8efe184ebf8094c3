using Onebox.Api.Models;
using Onebox.Kernel.Ports;
using Onebox.Weights;

namespace Onebox.Catalog.Sizing;

/// <summary>The face of <see cref="TrainingMemory"/> for models that are here and for shapes that do not exist yet.</summary>
internal sealed class TrainingSizing : ITrainingSizing
{
    public MemoryNeed Estimate(string name, Architecture facts, TrainingShape shape)
    {
        TrainingMemory.Validate(shape);
        return TrainingMemory.Estimate(Sized(name, facts), shape);
    }

    public FitReport Fit(string name, Architecture facts, TrainingShape shape, IReadOnlyList<LendableDevice> devices)
    {
        TrainingMemory.Validate(shape);
        return FitReports.Of(new Wish(Sized(name, facts), new ServingShape(shape.SequenceTokens), shape, []), devices);
    }

    private static SizedModel Sized(string name, Architecture facts) => new(name, facts.Quantization, facts, facts.Weights.Bytes, "", facts.Parameters, ActiveParameters.Of(facts));
}
