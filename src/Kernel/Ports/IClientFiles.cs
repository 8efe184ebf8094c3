using Onebox.Kernel.Access;

namespace Onebox.Kernel.Ports;

/// <summary>Files that clients sent to <c>/v1/files</c>, for the modules that read them. Prediction keeps them, and implements it.</summary>
public interface IClientFiles
{
    /// <summary>Null when there is none, or it is another user's.</summary>
    /// <exception cref="ProblemException">It holds what was made of data that the caller may not read.</exception>
    Task<ClientFile?> FindAsync(string id, Caller caller, CancellationToken cancellation);
}

/// <param name="FileName">As its sender called it, without folders.</param>
/// <param name="Path">Where its bytes lie: read only.</param>
public sealed record ClientFile(string Id, string FileName, string Path, long SizeBytes);
