using Onebox.Kernel.Access;

namespace Onebox.Kernel.Ports;

/// <summary>Says of a module's own resources who may know of them, for modules that only have their ids; a module whose resources are for everybody has none.</summary>
public interface IResourceReaders
{
    /// <returns>False: for this caller there is no such resource. True also of resources of other modules.</returns>
    ValueTask<bool> MayKnowAsync(string resourceId, Caller caller, CancellationToken cancellation);
}
