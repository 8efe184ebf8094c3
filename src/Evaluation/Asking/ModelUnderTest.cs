using Onebox.Api.Evaluation;

namespace Onebox.Evaluation.Asking;

/// <summary>A model as an evaluation asks it.</summary>
/// <param name="Name">As the person named it.</param>
/// <param name="Route">What requests say as <c>model</c>.</param>
/// <param name="Identity">What answers, by content; answers are kept by it.</param>
/// <param name="Ours">It speaks our own engine's additions; false for an engine elsewhere.</param>
/// <param name="Slots">Sequences that it computes at once.</param>
/// <param name="Temporary">The deployment that was made for this run; null when it was there.</param>
internal sealed record ModelUnderTest(string Name, string Route, string Identity, string? ModelId, bool Ours, int Slots, string? Temporary)
{
    /// <summary>How it tells probabilities of a prompt; null for an engine elsewhere until that was tried, or where no task needs it.</summary>
    public LikelihoodWay? Likelihoods { get; init; } = Ours ? LikelihoodWay.Own : null;

    public EvaluatedModel ToInfo() => new(Name, Identity, ModelId, Temporary is not null);
}
