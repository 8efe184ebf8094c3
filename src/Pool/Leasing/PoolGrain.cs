using Onebox.Kernel;
using Onebox.Pool.Running;

namespace Onebox.Pool.Leasing;

/// <summary>The one owner of all lendable devices, keyed <see cref="Key"/>: its turns are what keeps two leases from getting the same bytes.</summary>
internal interface IPoolGrain : IGrainWithStringKey
{
    const string Key = "pool";

    Task<LeaseAnswer> LeaseAsync(LeaseQuestion question);

    Task ReleaseAsync(string leaseId);
}

[KeepAlive]
internal sealed class PoolGrain(LeaseBook book, Leftovers leftovers) : Grain, IPoolGrain
{
    public async Task<LeaseAnswer> LeaseAsync(LeaseQuestion question)
    {
        // Leases of an earlier host are dropped first, or they would stand in the way.
        await leftovers.Ended;
        try
        {
            var lease = await book.LeaseAsync(new LeaseRequest(question.HolderId, question.HolderName, [.. question.Slices.Select(s => new SliceRequest(s.DeviceKind, s.Bytes, s.Compute, s.DeviceId))]));
            return new LeaseAnswer(lease.Id, lease.NodeId, [.. lease.Slices.Select(s => new SliceMessage(s.DeviceKind, s.Bytes, s.Compute, s.DeviceId))], null);
        }
        catch (ProblemException refused)
        {
            return new LeaseAnswer(null, null, [], new ProblemMessage(refused.Problem.Kind, refused.Problem.Code, refused.Problem.Detail, refused.Problem.Remedy));
        }
    }

    public Task ReleaseAsync(string leaseId) => book.ReleaseAsync(leaseId);
}

/// <summary>What travels to and from the grain, also between boxes.</summary>
[GenerateSerializer, Immutable]
internal sealed record LeaseQuestion(string HolderId, string HolderName, SliceMessage[] Slices);

[GenerateSerializer, Immutable]
internal sealed record SliceMessage(string DeviceKind, long Bytes, double Compute, string? DeviceId);

[GenerateSerializer, Immutable]
internal sealed record LeaseAnswer(string? LeaseId, string? NodeId, SliceMessage[] Slices, ProblemMessage? Problem);

[GenerateSerializer, Immutable]
internal sealed record ProblemMessage(ProblemKind Kind, string Code, string Detail, string? Remedy);
