using Onebox.Api.Evaluation;
using Onebox.Kernel;

namespace Onebox.Evaluation.Gates;

/// <summary>The caller's fault: a gate that cannot be read, nothing to go back to. The gate's: refused.</summary>
internal static class GateErrors
{
    public static ProblemException Unreadable(string detail) =>
        new Problem(ProblemKind.Invalid, "gate.unreadable", $"The gate cannot be read: {detail}", "See docs/formats/gate.md.") { Field = "gate" }.ToException();

    public static ProblemException Refused(string model, string route, GateVerdict verdict, string? evaluation) =>
        new Problem(
            ProblemKind.Conflict,
            "promotion.refused",
            $"{model} was not promoted to {route}: {string.Join("; ", verdict.Conditions.Where(c => !c.Holds).Select(c => $"{c.Condition}: {c.Found}"))}.",
            evaluation is null ? "Each condition says what is amiss: mend that, and promote again." : $"'onebox eval show {evaluation}' has the figures, 'onebox eval compare {evaluation}' the items that changed.").ToException();

    public static ProblemException SameRoute(string route) =>
        new Problem(ProblemKind.Invalid, "promotion.same", $"The route {route} cannot be promoted to itself.", "Name a model or deployment, and the route that is to lead to it.").ToException();

    public static ProblemException NotFound(string id) =>
        new Problem(ProblemKind.NotFound, "promotion.not_found", $"There is no promotion {id}.", "See 'onebox promotions list'.").ToException();

    public static ProblemException NothingBefore(string route) =>
        new Problem(ProblemKind.Conflict, "promotion.nothing_before", $"There is no promotion of the route {route} to take back.", "See 'onebox promotions list', or move it with 'onebox routes set'.").ToException();

    public static ProblemException MadeByIt(string route) =>
        new Problem(ProblemKind.Conflict, "promotion.made_by_it", $"The route {route} was made by its promotion: it led nowhere before.", "Point it elsewhere with 'onebox routes set', or delete it with 'onebox routes delete'.").ToException();

    public static ProblemException MovedSince(string route) =>
        new Problem(ProblemKind.Conflict, "promotion.moved_since", $"The route {route} has been moved by hand since its last promotion.", "Move it with 'onebox routes set'.").ToException();

    public static ProblemException Gone(string route, string deployment) =>
        new Problem(ProblemKind.Conflict, "promotion.gone", $"What the route {route} led to before, {deployment}, is no longer there.", "Deploy it again under this name, or move the route with 'onebox routes set'.").ToException();

    public static ProblemException NotDeployed(string model, string detail) =>
        new Problem(ProblemKind.Unavailable, "promotion.not_deployed", $"{model} could not be deployed: {detail}", "The route was not moved. Mend the cause and promote again: the evaluation is known and is not run again.").ToException();
}
