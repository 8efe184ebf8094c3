using Onebox.Api.Evaluation;
using Onebox.Tasks;

namespace Onebox.Evaluation.Gates.Checks;

/// <summary>The conditions of a gate that need no figures. They are looked at before anything is evaluated, because they take seconds and figures take hours.</summary>
internal sealed class CheckCandidate(FindCandidate find, CheckLineage lineage, CheckLicences licences, CheckData data)
{
    public async Task<IReadOnlyList<ConditionVerdict>> RunAsync(GateDocument gate, PromoteRequest request, TaskRun run, CancellationToken cancellation)
    {
        var (integrity, permits) = (gate.Conditions!.Exists(c => c.Integrity == true), gate.Conditions.Exists(c => c.Permits == true));
        if (!integrity && !permits) return [];
        run.Step($"looking at where {request.Model} comes from", "models");
        var candidate = await find.RunAsync(request.Model, cancellation);
        List<ConditionVerdict> verdicts = [];
        if (integrity)
        {
            verdicts.Add(await CheckFiles.RunAsync(candidate, run, cancellation));
            verdicts.Add(await lineage.RunAsync(candidate, cancellation));
        }

        if (permits)
        {
            verdicts.Add(await licences.RunAsync(candidate, cancellation));
            verdicts.Add(await data.RunAsync(candidate, request.Route, run.StartedBy, cancellation));
        }

        return verdicts;
    }
}
