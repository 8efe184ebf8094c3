namespace Onebox.Kernel.Access;

/// <summary>The append-only record of who did what. Security keeps it; every module writes what changes the box.</summary>
public interface IAudit
{
    /// <summary>Appends an entry; it is durable when this returns.</summary>
    /// <param name="action">What was done, <c>noun.verb</c> in the past tense: <c>model.imported</c>.</param>
    /// <param name="resource">The id or name of what it was done to.</param>
    /// <param name="detail">What a reader of the audit needs besides; never a secret.</param>
    Task WriteAsync(Caller caller, string action, string resource, string? detail = null, CancellationToken cancellation = default);
}
