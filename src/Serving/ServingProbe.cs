using Onebox.Api.Deployments;
using Onebox.Kernel.Ports;
using Onebox.Serving.Deployments;
using Onebox.Serving.Engines;
using Onebox.Serving.Store;

namespace Onebox.Serving;

/// <summary>Tells of deployments and engines that should answer and do not. None of them makes the whole box unready.</summary>
internal sealed class ServingProbe(DeploymentStore store, LiveDeployments live, ExternalEngines engines) : IProbe
{
    public string Name => "deployments";

    public async ValueTask<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        List<Finding> findings = [];
        foreach (var deployment in await store.ListAsync(cancellation))
        {
            var status = live.Open(deployment.Id).Status;
            if (status.State is not (DeploymentState.Failed or DeploymentState.Degraded)) continue;
            findings.Add(new Finding(
                FindingLevel.Attention,
                $"The deployment {deployment.Name} {(status.State == DeploymentState.Failed ? "does not answer" : "has fewer replicas than asked for")}: {status.Reason ?? "see its log."}",
                status.State == DeploymentState.Failed ? $"Start it with 'onebox deployments start {deployment.Name}' once the cause is mended." : null,
                deployment.Id));
        }

        findings.AddRange(engines.All.Where(e => e.Findings.Fault is not null).Select(e => new Finding(
            FindingLevel.Attention, $"The engine {e.Record.Name} at {e.Record.Url} cannot be used: {e.Findings.Fault}", "Check that it runs and that this box can reach it.", e.Record.Id)));
        return findings;
    }
}
