namespace Onebox.Kernel.Access;

/// <summary>Everybody who may use the box, for work that must know whom something reaches. Security knows them.</summary>
public interface ICallers
{
    /// <summary>Each user who may sign in, and each key that is live, as they are at this moment.</summary>
    Task<IReadOnlyList<Caller>> ReadAsync(CancellationToken cancellation = default);
}
