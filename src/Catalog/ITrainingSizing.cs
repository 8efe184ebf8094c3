using Onebox.Api.Models;
using Onebox.Kernel.Ports;
using Onebox.Weights;

namespace Onebox.Catalog;

/// <summary>Tells what training a model needs before it is started.</summary>
public interface ITrainingSizing
{
    /// <summary>The memory of one process that trains a model of these <paramref name="facts"/>; all of it is estimated.</summary>
    /// <exception cref="Kernel.ProblemException"><c>sizing.facts_missing</c>, or <c>request.invalid</c> for an impossible shape.</exception>
    MemoryNeed Estimate(string name, Architecture facts, TrainingShape shape);

    /// <summary>The need held against devices: verdict, arithmetic, and the levers that would make it fit.</summary>
    /// <exception cref="Kernel.ProblemException">As <see cref="Estimate"/>.</exception>
    FitReport Fit(string name, Architecture facts, TrainingShape shape, IReadOnlyList<LendableDevice> devices);
}
